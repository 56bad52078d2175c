"""The schemas of changes to comments, as forms and as JSON."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, post_load

from auth.access.forms import InputSchema
from auth.core.schemas import Choice, RowNumber
from auth.core.translation import marked
from moderation.intake.inputs import ChangeWordList, EditComment, SubmitComment
from moderation.review.items.rules import ReportReason
from moderation.review.reports.inputs import ReportComment
from moderation.review.reports.services.reports import NOTE_LENGTH
from moderation.web.fields import CommentTextField, Line


class CommentBody(InputSchema):
    """A comment, or with ``parent_id`` a reply."""

    input_type = SubmitComment

    text = CommentTextField(required=True)
    parent_id = RowNumber(allow_none=True, load_default=None)


class EditBody(InputSchema):
    """A new text, and the revision that the author edited."""

    input_type = EditComment

    text = CommentTextField(required=True)
    revision_id = RowNumber(required=True)


class EditForm(EditBody):
    """A new text from a page. Without a revision it replaces the newest one."""

    revision_id = RowNumber(load_default=None)


class WordListForm(InputSchema):
    """A word list with one phrase per line, to save or, with ``act``, to try or add to.

    :param language: of the insults to add.
    """

    phrases = fields.String(load_default="")
    act = fields.String(load_default="")
    language = fields.String(load_default="")

    @post_load
    def build(self, values: dict[str, Any], **_arguments: Any) -> ChangeWordList:
        """Return the input."""
        return ChangeWordList(
            tuple(values["phrases"].splitlines()),
            is_trial=values["act"] == "try",
            insults_in=values["language"] if values["act"] == "add" else None,
        )


class ReportBody(InputSchema):
    """Why a comment should be looked at."""

    input_type = ReportComment

    reason = Choice(
        ReportReason,
        required=True,
        error_messages={"required": marked("Please say why you report the comment.")},
    )
    note = Line(NOTE_LENGTH, load_default="")
