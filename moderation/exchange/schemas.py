"""The schemas of the pages of imports."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, post_load, validate

from auth.access.forms import InputSchema
from auth.core.schemas import Choice, Flag
from moderation.exchange.imports.inputs import ActOnJob, BeginUpload, JobAct
from moderation.exchange.imports.running import READERS


class UploadForm(InputSchema):
    """A file to import, and the options."""

    input_type = BeginUpload

    source = fields.String(required=True, validate=validate.OneOf(list(READERS)))
    file_name = fields.String(load_default="")
    keeps_spam = Flag(load_default=False)
    skips_pending = Flag(load_default=False)
    known_articles = Flag(load_default=False)
    keeps_passwords = Flag(load_default=False)
    keeps_sanctions = Flag(load_default=False)
    legal_basis = fields.String(load_default="", validate=validate.Length(max=1_000))
    article_map = fields.String(load_default="", validate=validate.Length(max=100_000))


class ActForm(InputSchema):
    """What an admin decides about a file."""

    input_type = ActOnJob

    act = Choice(JobAct, required=True)


class PartForm(InputSchema):
    """Where a part of a file begins."""

    at = fields.Integer(required=True, validate=validate.Range(min=0))

    @post_load
    def build(self, values: dict[str, Any], **_arguments: Any) -> int:
        """Return the place."""
        return int(values["at"])
