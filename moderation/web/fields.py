"""The text fields of forms and JSON bodies."""

from __future__ import annotations

from typing import Any

import marshmallow
from marshmallow import fields

from auth.core.errors import CeasefireError
from auth.core.translation import marked
from moderation.discussion.text import CommentText, cleaned, read
from moderation.web.request import config


class Line(fields.String):
    """A text of limited length, without control, bidi or unpaired characters."""

    def __init__(self, longest: int, *, shortest: int = 0, **arguments: Any) -> None:
        self.longest = longest
        limit = marshmallow.validate.Length(min=shortest or None, max=longest)
        super().__init__(validate=limit, **arguments)

    def _deserialize(
        self, value: Any, attr: str | None, data: Any, **arguments: Any
    ) -> str:
        text: str = super()._deserialize(value, attr, data, **arguments)
        try:
            return cleaned(text, field=attr or "text", longest=self.longest)
        except CeasefireError as error:
            raise marshmallow.ValidationError(error.message) from error


class CommentTextField(fields.String):
    """The text of a comment, parsed into its three forms.

    An invalid text raises the domain's ``InvalidError``.
    """

    default_error_messages = {"required": marked("Please write something first.")}  # noqa: RUF012  The library's own name and type.

    def _deserialize(self, *arguments: Any, **keywords: Any) -> CommentText:  # type: ignore[override]
        written = super()._deserialize(*arguments, **keywords)
        return read(written, longest=config().comment_max_characters)
