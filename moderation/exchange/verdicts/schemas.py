"""The schemas of verdicts from outside."""

from __future__ import annotations

from marshmallow import fields, validate

from auth.access.forms import InputSchema
from auth.core.numbers import LARGEST
from auth.core.schemas import Choice, Flag, RowNumber, Schema
from moderation.discussion.rules import Status
from moderation.exchange.verdicts.inputs import BringVerdict
from moderation.exchange.verdicts.rules import (
    LONGEST_REASON,
    LONGEST_SOURCE,
    OutsideAction,
    OutsideOutcome,
)
from moderation.web.fields import Line


class VerdictBody(InputSchema):
    """A verdict on one text of a comment."""

    input_type = BringVerdict

    comment_id = RowNumber(required=True)
    revision_id = RowNumber(
        required=True,
        metadata={"description": "The text that was judged. An older one gets 409."},
    )
    action = Choice(OutsideAction, required=True)
    source = Line(
        LONGEST_SOURCE,
        required=True,
        shortest=1,
        metadata={"description": "What judged it, with its version."},
    )
    reason = Line(
        LONGEST_REASON,
        shortest=1,
        required=True,
        metadata={"description": "For staff."},
    )
    is_shadow = Flag(
        load_default=False,
        data_key="shadow",
        metadata={"description": "Only note it, to compare it with moderators."},
    )


class VerdictOut(Schema):
    """A verdict as it is stored, and what became of it."""

    id = fields.Integer(required=True)
    comment_id = fields.Integer(required=True)
    outcome = fields.Enum(OutsideOutcome, by_value=True, required=True)


class WaitingQuery(Schema):
    """Where a page begins."""

    after = fields.Integer(validate=validate.Range(0, LARGEST), load_default=0)


class WaitingCommentOut(Schema):
    """A comment that waits for a person."""

    item_id = fields.Integer(required=True)
    comment_id = fields.Integer(required=True)
    revision_id = fields.Integer(required=True)
    status = fields.Enum(Status, by_value=True, required=True)
    text = fields.String(required=True)
    language = fields.String(required=True, allow_none=True)
    article_key = fields.String(required=True)
    headline = fields.String(required=True)
    url = fields.String(required=True)
    parent_id = fields.Integer(required=True, allow_none=True)
    submitted_at = fields.AwareDateTime(required=True)
    opened_at = fields.AwareDateTime(required=True)


class WaitingPage(Schema):
    """A page of waiting comments, and the key of the next."""

    comments = fields.List(fields.Nested(WaitingCommentOut), required=True)
    next_after = fields.Integer(required=True, allow_none=True)


class SourceOut(Schema):
    """How the verdicts of a source compare with what moderators decided."""

    source = fields.String(required=True)
    verdicts = fields.Integer(required=True)
    decided = fields.Integer(required=True)
    agreed = fields.Integer(required=True)


class SourcesOut(Schema):
    """The figures of all sources."""

    sources = fields.List(fields.Nested(SourceOut), required=True)
