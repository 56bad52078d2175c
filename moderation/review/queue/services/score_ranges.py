"""Selects waiting comments by a range of scores, for deciding them in a batch."""

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
from auth.core.translation import gettext as _
from moderation.discussion.models import Revision
from moderation.policy.models import Score, Verdict
from moderation.policy.rules import CauseKind
from moderation.review.items.models import ReviewItem
from moderation.review.items.queue_views import CHOICE_WORDS, DeskContext, QueueView
from moderation.review.items.services import deciders, section_access
from moderation.review.items.services.sql_functions import greatest
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
"""Causes of items that must be read one by one: a person asked for them, or the scores
are not meaningful."""

Query = TypeVar("Query", bound=Select[Any, *tuple[Any, ...]])

_lock = threading.Lock()
_counted: dict[tuple[int, int, str, Label | None], tuple[datetime, list[int]]] = {}


@dataclass(frozen=True)
class ScoreRange:
    """The waiting comments of a view whose score is in a range.

    ``low`` and ``high`` are hundredths, 0 to 100, and belong to the range.
    """

    label: Label | None
    """The label whose score counts; ``None`` for the highest of all labels."""
    low: int
    high: int
    view: QueueView = field(default_factory=QueueView)

    def __post_init__(self) -> None:
        """Check the ends of the range.

        :raises InvalidError: naming the field.
        """
        if not 0 <= self.low <= self.high <= COLUMNS:
            message = _("Choose a range from 0 to 100, the lower end first.")
            raise InvalidError(message, {"field": "low"})


@dataclass(frozen=True)
class SampledComment:
    """One comment of a range, which is shown before all of them are decided."""

    item_id: int
    score: float
    label: Label
    """The label of the score."""
    text: str
    asked_by: list[str]
    """The causes other than the classifier, in words."""
    marks: str


def histogram(
    session: Session, *, context: DeskContext, score_range: ScoreRange
) -> list[int]:
    """Return the number of comments at each hundredth from 0 to 100, for any range.

    The counts are cached for ten seconds for each moderator and view.
    """
    key = (
        context.site_id,
        context.moderator_id,
        score_range.view.listed.text,
        score_range.label,
    )
    with _lock:
        known = _counted.get(key)
        if known is not None and abs(context.now - known[0]) < FRESH_FOR:
            return known[1]
    hundredths = cast(func.round(cast(score_of(score_range), Float) * COLUMNS), Integer)
    rows = session.execute(
        _scored(select(hundredths, func.count()), context, score_range).group_by(
            hundredths
        )
    )
    counts = [0] * (COLUMNS + 1)
    for place, count in rows:
        counts[min(max(place, 0), COLUMNS)] += count
    with _lock:
        if len(_counted) >= MOST_REMEMBERED:
            _counted.clear()
        _counted[key] = (context.now, counts)
    return counts


def forget() -> None:
    """Clear the cached counts."""
    with _lock:
        _counted.clear()


def sample(
    session: Session, *, context: DeskContext, score_range: ScoreRange
) -> list[SampledComment]:
    """Return the first comments of a range, the lowest scores first."""
    query = select(ReviewItem.id, ReviewItem.marks, Revision.plain_text, Score).join(
        Revision, Revision.id == ReviewItem.revision_id
    )
    rows = session.execute(
        within(query, context, score_range)
        .order_by(score_of(score_range), ReviewItem.id)
        .limit(SHOWN)
    )
    return [_row(*row, score_range.label) for row in rows]


def score_of(score_range: ScoreRange) -> ColumnElement[float]:
    """Return the column of the score that a range refers to."""
    if score_range.label is None:
        return greatest(*(func.coalesce(_column(label), 0.0) for label in Label))
    return _column(score_range.label)


def within(query: Query, context: DeskContext, score_range: ScoreRange) -> Query:
    """Limit a query to the comments of a range that this moderator may decide."""
    half = 0.5 / COLUMNS
    score = score_of(score_range)
    return _scored(query, context, score_range).where(
        score >= score_range.low / COLUMNS - half,
        score < score_range.high / COLUMNS + half,
    )


def _scored(query: Query, context: DeskContext, score_range: ScoreRange) -> Query:
    """Limit a query to waiting items of the view that need not be read one by one.

    Blind and escalated items, and those with a cause of :data:`ALONE`, must be. If one
    label is chosen, so must items that only other labels flagged: a low score for
    insults says nothing about a threat.
    """
    narrowed = (
        query.join_from(
            ReviewItem, Verdict, Verdict.revision_id == ReviewItem.revision_id
        )
        .join(Score, Score.id == Verdict.score_id)
        .where(
            section_access.within(context),
            OPEN,
            deciders.open_to(context.moderator_id),
            Verdict.superseded_at.is_(None),
            score_of(score_range).is_not(None),
            ReviewItem.is_blind.is_(False),
            ReviewItem.escalated_at.is_(None),
            *filters.conditions(score_range.view, context, each_copy=True),
        )
    )
    narrowed = narrowed.where(*(~_has(kind) for kind in ALONE))
    if score_range.label is None:
        return narrowed
    others = [each for each in Label if each is not score_range.label]
    return narrowed.where(
        or_(_has(score_range.label), and_(*(~_has(each) for each in others)))
    )


def _has(word: str) -> ColumnElement[bool]:
    """Whether a cause of the item has the label, or is of the kind, *word*."""
    marks = func.coalesce(ReviewItem.marks, "")
    return marks.contains(f" {word} ", autoescape=True)


def _row(
    item_id: int, marks: str | None, text: str, score: Score, label: Label | None
) -> SampledComment:
    scores = {each: getattr(score, each.value) or 0.0 for each in Label}
    told = label or max(Label, key=lambda each: scores[each])
    asked_by = [
        str(words)
        for kind, words in CHOICE_WORDS["cause"].items()
        if kind != CauseKind.CLASSIFIER and f" {kind} " in (marks or "")
    ]
    return SampledComment(item_id, scores[told], told, text, asked_by, marks or "")


def _column(label: Label) -> ColumnElement[Any]:
    column: ColumnElement[Any] = getattr(Score, label.value)
    return column
