"""A range of scores of what waits: how many lie in it, and what they say."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import (
    ColumnElement,
    Float,
    Integer,
    Select,
    and_,
    cast,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Session

from auth.core.errors import InvalidError
from moderation.discussion.models import Revision
from moderation.policy.models import Score, Verdict
from moderation.policy.rules import CauseKind
from moderation.review.items.models import ReviewItem
from moderation.review.items.services import deciders, reach
from moderation.review.items.services.greatest import greatest
from moderation.review.items.views import CHOICE_WORDS, Seat, View
from moderation.review.queue.services import filters
from moderation.review.queue.services.queue import OPEN
from moderation.scoring.base.labels import Label

COLUMNS = 100
FRESH_FOR = timedelta(seconds=10)
MOST_REMEMBERED = 200
SHOWN = 50
ALONE = (
    CauseKind.APPEAL,
    CauseKind.REPORT,
    CauseKind.STAFF,
    CauseKind.UNREADABLE,
    CauseKind.UNSCORED,
)
"""Causes of what is read by itself: a person asks, or the scores say nothing."""

Query = TypeVar("Query", bound=Select[Any, *tuple[Any, ...]])

_lock = threading.Lock()
_counted: dict[tuple[int, int, str, Label | None], tuple[datetime, list[int]]] = {}


@dataclass(frozen=True)
class Stretch:
    """The waiting comments of a view whose score lies between two hundredths.

    Both ends are included; ``low`` and ``high`` are 0 to 100.
    """

    label: Label | None
    """The label whose score counts; the highest of all labels if it is ``None``."""
    low: int
    high: int
    view: View = field(default_factory=View)

    def __post_init__(self) -> None:
        """Refuse ends that are out of range or order.

        :raises InvalidError: naming the field.
        """
        if not 0 <= self.low <= self.high <= COLUMNS:
            message = "Choose a range from 0 to 100, the lower end first."
            raise InvalidError(message, {"field": "low"})


@dataclass(frozen=True)
class Row:
    """One comment of a stretch, to be read before all of them are decided."""

    item_id: int
    score: float
    label: Label
    """The label that the score is of."""
    text: str
    asked_by: list[str]
    """Who asks for it beside the classifier, in words."""
    marks: str


def histogram(session: Session, *, seat: Seat, stretch: Stretch) -> list[int]:
    """Return how many comments score 0, 1 … 100 hundredths, whatever the range.

    Counted every ten seconds for each moderator and view, not at every look.
    """
    key = (
        seat.site_id,
        seat.moderator_id,
        stretch.view.listed.text,
        stretch.label,
    )
    with _lock:
        known = _counted.get(key)
        if known is not None and abs(seat.now - known[0]) < FRESH_FOR:
            return known[1]
    hundredths = cast(func.round(cast(score_of(stretch), Float) * COLUMNS), Integer)
    rows = session.execute(
        _scored(select(hundredths, func.count()), seat, stretch).group_by(hundredths)
    )
    counts = [0] * (COLUMNS + 1)
    for place, count in rows:
        counts[min(max(place, 0), COLUMNS)] += count
    with _lock:
        if len(_counted) >= MOST_REMEMBERED:
            _counted.clear()
        _counted[key] = (seat.now, counts)
    return counts


def forget() -> None:
    """Forget what was counted, so that the next look counts again."""
    with _lock:
        _counted.clear()


def sample(session: Session, *, seat: Seat, stretch: Stretch) -> list[Row]:
    """Return the first comments of a stretch, the lowest scores first."""
    query = select(ReviewItem.id, ReviewItem.marks, Revision.plain_text, Score).join(
        Revision, Revision.id == ReviewItem.revision_id
    )
    rows = session.execute(
        within(query, seat, stretch)
        .order_by(score_of(stretch), ReviewItem.id)
        .limit(SHOWN)
    )
    return [_row(*row, stretch.label) for row in rows]


def score_of(stretch: Stretch) -> ColumnElement[float]:
    """Return the score that a stretch is about."""
    if stretch.label is None:
        return greatest(*(func.coalesce(_column(label), 0.0) for label in Label))
    return _column(stretch.label)


def within(query: Query, seat: Seat, stretch: Stretch) -> Query:
    """Narrow a query to the comments of a stretch that this moderator may decide."""
    half = 0.5 / COLUMNS
    score = score_of(stretch)
    return _scored(query, seat, stretch).where(
        score >= stretch.low / COLUMNS - half, score < stretch.high / COLUMNS + half
    )


def _scored(query: Query, seat: Seat, stretch: Stretch) -> Query:
    """Narrow a query to what waits in the view and is not read by itself.

    Read by itself is what is seen blind, was escalated, or has a cause of
    :data:`ALONE`. Where one label is chosen, so is what other labels asked for and
    this one did not: a low score for insults says nothing of a threat.
    """
    narrowed = (
        query.join_from(
            ReviewItem, Verdict, Verdict.revision_id == ReviewItem.revision_id
        )
        .join(Score, Score.id == Verdict.score_id)
        .where(
            reach.within(seat),
            OPEN,
            deciders.open_to(seat.moderator_id),
            Verdict.superseded_at.is_(None),
            score_of(stretch).is_not(None),
            ReviewItem.is_blind.is_(False),
            ReviewItem.escalated_at.is_(None),
            *filters.conditions(stretch.view, seat, each_copy=True),
        )
    )
    narrowed = narrowed.where(*(~_has(kind) for kind in ALONE))
    if stretch.label is None:
        return narrowed
    others = [each for each in Label if each is not stretch.label]
    return narrowed.where(
        or_(_has(stretch.label), and_(*(~_has(each) for each in others)))
    )


def _has(word: str) -> ColumnElement[bool]:
    """Whether a cause of the item has the label, or is of the kind, *word*."""
    marks = func.coalesce(ReviewItem.marks, "")
    return marks.contains(f" {word} ", autoescape=True)


def _row(
    item_id: int, marks: str | None, text: str, score: Score, label: Label | None
) -> Row:
    scores = {each: getattr(score, each.value) or 0.0 for each in Label}
    told = label or max(Label, key=lambda each: scores[each])
    asked_by = [
        words
        for kind, words in CHOICE_WORDS["cause"].items()
        if kind != CauseKind.CLASSIFIER and f" {kind} " in (marks or "")
    ]
    return Row(item_id, scores[told], told, text, asked_by, marks or "")


def _column(label: Label) -> ColumnElement[Any]:
    column: ColumnElement[Any] = getattr(Score, label.value)
    return column
