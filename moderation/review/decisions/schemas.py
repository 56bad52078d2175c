"""The schemas of decisions, as forms and as JSON."""

from __future__ import annotations

import re
from typing import Any

import marshmallow
from marshmallow import fields, post_load, pre_load

from auth.access.forms import INCOMPLETE, InputSchema
from auth.core.schemas import Choice, Count, RowNumber
from auth.core.translation import marked
from moderation.review.decisions.inputs import (
    BeginBatch,
    DecideItem,
    RemoveComment,
    ReopenComment,
)
from moderation.review.items.queue_views import QueueView
from moderation.review.items.rules import LAW_LENGTH, NOTE_LENGTH, Action, Reason
from moderation.review.queue.services.score_ranges import ScoreRange
from moderation.scoring.base.labels import Label
from moderation.web.fields import Line

LIKELY_FINE = (0, 20)
"""The range of scores that is selected by default."""

NO_RANGE = marked("Choose a label, and a range from 0 to 100.")
COPIES = r"[0-9]{1,18}-[0-9]{1,18}(,[0-9]{1,18}-[0-9]{1,18}){0,99}"


def note() -> Line:
    """Return the field of a staff note."""
    return Line(
        NOTE_LENGTH,
        load_default="",
        metadata={"description": "For staff only. The author never sees it."},
    )


def words() -> Line:
    """Return the field of the note to the author, which a form calls ``words``."""
    return Line(
        NOTE_LENGTH,
        data_key="words_to_author",
        load_default="",
        metadata={
            "description": "Shown to the author in the statement of reasons.",
            "form": "words",
        },
    )


def legal_ground() -> Line:
    """Return the field of the law that a comment is against."""
    return Line(
        LAW_LENGTH,
        load_default="",
        metadata={"description": "The law, if the reason is `illegal`."},
    )


class RulingBody(InputSchema):
    """What to do with a comment; a rejection needs a reason."""

    action = Choice(
        Action,
        required=True,
        error_messages={
            "required": marked("Please choose what to do with the comment.")
        },
    )
    reason = Choice(Reason, allow_none=True, load_default=None)
    note = note()
    words = words()
    legal_ground = legal_ground()


class DecisionBody(RulingBody):
    """What to do with a comment; a rejection needs a reason."""

    input_type = DecideItem

    revision_id = RowNumber(required=True)


class Copies(fields.List[str]):
    """Items with the revision that the moderator saw of each, as a card sends them."""

    def __init__(self) -> None:
        super().__init__(fields.String(), load_default=())

    def _deserialize(self, *arguments: Any, **keywords: Any) -> Any:
        groups = [each or "" for each in super()._deserialize(*arguments, **keywords)]
        if not all(re.fullmatch(COPIES, group) for group in groups):
            raise marshmallow.ValidationError(INCOMPLETE.text)
        pairs = (pair.split("-") for group in groups for pair in group.split(","))
        return tuple((int(item_id), int(revision_id)) for item_id, revision_id in pairs)


class ButtonForm(RulingBody):
    """A ruling from a page. The button of a reason rejects for that reason."""

    @pre_load
    def read_button(self, body: dict[str, Any], **_arguments: Any) -> dict[str, Any]:
        """Turn the button of a reason into a rejection."""
        if reason := body.get("reject"):
            return body | {"action": Action.REJECT.value, "reason": reason}
        return body


class DecisionForm(DecisionBody, ButtonForm):
    """A decision from a card. ``copies`` are near-duplicates to decide with it."""

    revision_id = RowNumber(load_default=None)
    copies = Copies()


class BatchForm(ButtonForm):
    """A decision on a range of scores, without the rows that were unticked."""

    label = Choice(Label, load_default=None, error_messages={"unknown": NO_RANGE})
    low = Count(load_default=LIKELY_FINE[0], error_messages={"invalid": NO_RANGE})
    high = Count(load_default=LIKELY_FINE[1], error_messages={"invalid": NO_RANGE})
    view = fields.String(load_default="")
    shown = fields.List(RowNumber(), load_default=())
    ticked = fields.List(RowNumber(), load_default=())

    @post_load
    def build(self, values: dict[str, Any], **_arguments: Any) -> BeginBatch:
        """Return the input."""
        shown, ticked = values.pop("shown"), values.pop("ticked")
        score_range = ScoreRange(
            label=values.pop("label"),
            low=values.pop("low"),
            high=values.pop("high"),
            view=QueueView.from_text(values.pop("view")).listed,
        )
        left_out = tuple(sorted({*shown} - {*ticked}))
        return BeginBatch(**values, score_range=score_range, left_out=left_out)


class RemovalForm(InputSchema):
    """The reason for removing a comment."""

    input_type = RemoveComment

    reason = Choice(Reason, load_default=None)
    note = note()
    words = words()
    legal_ground = legal_ground()
    revision_id = RowNumber(load_default=None)


class ReopeningForm(InputSchema):
    """A staff note for the moderator of a comment that is put into the queue."""

    input_type = ReopenComment

    note = Line(NOTE_LENGTH, load_default="")
