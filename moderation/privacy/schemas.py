"""The schemas of the API for publishers."""

from __future__ import annotations

from typing import Any, ClassVar

from marshmallow import fields, validate

from auth.access.forms import InputSchema
from auth.core.schemas import Moment, Schema
from auth.sso.rules import LONGEST_SUBJECT
from moderation.privacy.inputs import OfReader

LONGEST_ISSUER = 2_000


class ReaderBody(InputSchema):
    """A reader by the claims of the publisher's token."""

    input_type: ClassVar[type[Any]] = OfReader

    issuer = fields.String(
        load_default="",
        validate=validate.Length(max=LONGEST_ISSUER),
        metadata={"description": "The claim iss; empty for tokens made for Coral."},
    )
    subject = fields.String(
        required=True,
        validate=validate.Length(1, LONGEST_SUBJECT),
        metadata={"description": "The claim sub; for tokens made for Coral: user.id."},
    )


class CopyOut(Schema):
    """Everything that belongs to the reader, in sections."""

    copy = fields.Dict(keys=fields.String(), required=True)


class ErasureOut(Schema):
    """When the account will be erased."""

    erasure_due_at = Moment(required=True, allow_none=True)
