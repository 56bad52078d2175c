"""The schemas of sanctions, as forms and as JSON."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, pre_load, validate

from auth.access.forms import InputSchema
from auth.core.schemas import Choice, Flag, RowNumber
from auth.core.translation import marked
from moderation.review.items.rules import Reason
from moderation.review.sanctions.inputs import ImposeSanction
from moderation.review.sanctions.rules import (
    DAYS_ASKED,
    MOST_DAYS,
    NOTE_LENGTH,
    SANCTION_RULES,
    SanctionKind,
)
from moderation.web.fields import Line

CHOOSE = {"required": marked("Please choose one.")}


class SanctionBody(InputSchema):
    """A sanction. ``days`` is required to suspend and optional to premoderate."""

    input_type = ImposeSanction

    kind = Choice(SanctionKind, required=True, error_messages=CHOOSE)
    reason = Choice(Reason, required=True, error_messages=CHOOSE)
    note = Line(
        NOTE_LENGTH,
        load_default="",
        metadata={"description": "For staff only. The author never sees it."},
    )
    words = Line(
        NOTE_LENGTH,
        data_key="words_to_author",
        load_default="",
        metadata={
            "description": "Shown to the author in the statement of reasons.",
            "form": "words",
        },
    )
    days = fields.Integer(
        strict=True,
        allow_none=True,
        load_default=None,
        validate=validate.Range(1, MOST_DAYS, error=DAYS_ASKED),
        error_messages={"invalid": DAYS_ASKED},
    )
    decision_id = RowNumber(allow_none=True, load_default=None)


class SanctionForm(SanctionBody):
    """A sanction from the page of an author, where ``days`` is always sent."""

    reject_waiting = Flag(load_default=False)

    @pre_load
    def leave_days_out(self, body: dict[str, Any], **_arguments: Any) -> dict[str, Any]:
        """Remove the days of a kind without an end."""
        endless = {kind for kind, rule in SANCTION_RULES.items() if not rule.takes_end}
        return body | {"days": None} if body.get("kind") in endless else body
