"""The schema of staff notes."""

from __future__ import annotations

from marshmallow import fields

from auth.access.forms import InputSchema
from moderation.review.authors.inputs import WriteNote


class NoteBody(InputSchema):
    """A note that only staff read."""

    input_type = WriteNote

    text = fields.String(load_default="")
