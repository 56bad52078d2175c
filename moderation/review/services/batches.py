"""Deciding a stretch of what waits: chosen by a label's scores, done step by step."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import Float, Integer, Select, cast, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from auth.errors import InvalidError, NotFoundError
from moderation.discussion.models import Revision
from moderation.policy.models import Score, Verdict
from moderation.policy.rules import CauseKind
from moderation.review.batch_models import Batch
from moderation.review.models import ReviewItem
from moderation.review.rules import Action
from moderation.review.services import bulk
from moderation.review.services.queue import OPEN
from moderation.review.views import Seat
from moderation.scoring.labels import Label

COLUMNS = 100
FRESH_FOR = timedelta(seconds=10)
MOST_IN_A_BATCH = 1_000
STEP = 50
SHOWN = 20
DECIDED = 3
"""Parts of what is chosen once it is decided: item, revision and decision.

The decision is null once it has been taken back.
"""

Query = TypeVar("Query", bound=Select[Any, *tuple[Any, ...]])

_lock = threading.Lock()
_counted: dict[tuple[int, Label], tuple[datetime, list[int]]] = {}


@dataclass(frozen=True)
class Stretch:
    """The waiting comments whose score for a label lies between two hundredths.

    Both ends are included; ``low`` and ``high`` are 0 to 100.
    """

    label: Label
    low: int
    high: int

    def __post_init__(self) -> None:
        """Refuse ends that are out of range or order.

        :raises InvalidError: naming the field.
        """
        if not 0 <= self.low <= self.high <= COLUMNS:
            message = "Choose a range from 0 to 100, the lower end first."
            raise InvalidError(message, {"field": "low"})


def histogram(session: Session, *, seat: Seat, label: Label) -> list[int]:
    """Return how many waiting comments score 0, 1 … 100 hundredths for *label*.

    Counted anew every ten seconds in each process, not for everyone who looks.
    """
    key = (seat.site_id, label)
    with _lock:
        known = _counted.get(key)
        if known is not None and abs(seat.now - known[0]) < FRESH_FOR:
            return known[1]
    hundredths = cast(func.round(cast(_score_of(label), Float) * COLUMNS), Integer)
    rows = session.execute(
        _scored(select(hundredths, func.count()), seat, label).group_by(hundredths)
    )
    counts = [0] * (COLUMNS + 1)
    for place, count in rows:
        counts[min(max(place, 0), COLUMNS)] += count
    with _lock:
        _counted[key] = (seat.now, counts)
    return counts


def forget() -> None:
    """Forget what was counted, so that the next look counts anew."""
    with _lock:
        _counted.clear()


def sample(
    session: Session, *, seat: Seat, stretch: Stretch
) -> list[tuple[int, float, str]]:
    """Return item, score and text of the first comments of a stretch, to be read."""
    score = _score_of(stretch.label)
    query = select(ReviewItem.id, score, Revision.plain_text).join(
        Revision, Revision.id == ReviewItem.revision_id
    )
    rows = session.execute(
        _within(query, seat, stretch).order_by(score, ReviewItem.id).limit(SHOWN)
    )
    return [(item_id, value or 0.0, text) for item_id, value, text in rows]


def begin(
    session: Session, *, seat: Seat, stretch: Stretch, ruling: bulk.Ruling
) -> Batch:
    """Write down what is to be decided: at most a thousand, as they stand now.

    :raises InvalidError: if nothing is in the stretch, or a rejection has no reason.
    """
    if ruling.action is Action.REJECT and ruling.reason is None:
        raise InvalidError("Please pick a reason for the rejection.")
    if ruling.action is Action.ESCALATE:
        raise InvalidError("A batch is approved or rejected.")
    score = _score_of(stretch.label)
    query = select(ReviewItem.id, ReviewItem.revision_id)
    rows = session.execute(
        _within(query, seat, stretch)
        .order_by(score, ReviewItem.id)
        .limit(MOST_IN_A_BATCH)
    ).all()
    if not rows:
        raise InvalidError("Nothing waits in this range.")
    batch = Batch(
        site_id=seat.site_id,
        moderator_id=seat.moderator_id,
        action=ruling.action,
        reason=ruling.reason,
        note=ruling.note,
        words_to_author=ruling.words,
        chosen=[[item_id, revision_id] for item_id, revision_id in rows],
        refused={},
        created_at=seat.now,
    )
    session.add(batch)
    session.flush()
    return batch


def get(session: Session, *, seat: Seat, batch_id: int, lock: bool = False) -> Batch:
    """Return one's own batch.

    :raises NotFoundError: if there is none of that number, or it is another's.
    """
    query = select(Batch).where(
        Batch.id == batch_id,
        Batch.site_id == seat.site_id,
        Batch.moderator_id == seat.moderator_id,
    )
    batch = session.scalar(query.with_for_update() if lock else query)
    if batch is None:
        raise NotFoundError("You have no such batch.")
    return batch


def advance(session: Session, *, seat: Seat, batch_id: int, step: int = STEP) -> Batch:
    """Decide the next few of a batch, each with its own record.

    What somebody else has, has decided, or what its author changed stays as it is.
    """
    batch = get(session, seat=seat, batch_id=batch_id, lock=True)
    if batch.stopped_at is None:
        stretch = batch.chosen[batch.reached : batch.reached + step]
        outcome = bulk.decide_each(
            session,
            seat=seat,
            chosen=[(item_id, revision_id) for item_id, revision_id in stretch],
            ruling=bulk.Ruling(
                batch.action, batch.reason, batch.note, batch.words_to_author
            ),
        )
        batch.chosen = [
            [*pair, outcome.decided[pair[0]]] if pair[0] in outcome.decided else pair
            for pair in batch.chosen
        ]
        batch.reached += len(stretch)
        batch.done += outcome.done
        batch.refused = dict(Counter(batch.refused) + outcome.refused)
        if batch.reached >= len(batch.chosen):
            batch.stopped_at = seat.now
        session.flush()
    return batch


def stop(session: Session, *, seat: Seat, batch_id: int) -> Batch:
    """Leave the rest of a batch undecided."""
    batch = get(session, seat=seat, batch_id=batch_id, lock=True)
    batch.stopped_at = batch.stopped_at or seat.now
    session.flush()
    return batch


def undoable(batch: Batch) -> int:
    """Return how many decisions of a batch it has not tried to take back."""
    return len(_standing(batch))


def taken_back(batch: Batch) -> int:
    """Return how many decisions of a batch were taken back with it."""
    decided = [each for each in batch.chosen if len(each) == DECIDED]
    return len(decided) - len(_standing(batch))


def undo(session: Session, *, seat: Seat, batch_id: int, step: int = STEP) -> Batch:
    """Take back the last few decisions of a batch, which stops it for good.

    What somebody has decided anew or what its author changed since stays as it is.
    """
    batch = get(session, seat=seat, batch_id=batch_id, lock=True)
    batch.stopped_at = batch.stopped_at or seat.now
    chosen = list(batch.chosen)
    latest = _standing(batch)[: -step - 1 : -1]
    outcome = bulk.undo_each(
        session, seat=seat, decision_ids=[chosen[place][-1] for place in latest]
    )
    for place in latest:
        *pair, decision_id = chosen[place]
        fell = decision_id in outcome.decided.values()
        chosen[place] = [*pair, None] if fell else pair
    batch.chosen = chosen
    batch.done -= outcome.done
    batch.refused = dict(Counter(batch.refused) + outcome.refused)
    session.flush()
    return batch


def _standing(batch: Batch) -> list[int]:
    """Return the places of the decisions that the batch has not tried to take back."""
    return [
        place
        for place, each in enumerate(batch.chosen)
        if len(each) == DECIDED and each[-1] is not None
    ]


def _score_of(label: Label) -> InstrumentedAttribute[float | None]:
    column: InstrumentedAttribute[float | None] = getattr(Score, label.value)
    return column


def _scored(query: Query, seat: Seat, label: Label) -> Query:
    """Narrow a query to what waits and has a score, leaving out what is read by itself.

    That is what is seen blind, and what its author has appealed for.
    """
    return (
        query.join_from(
            ReviewItem, Verdict, Verdict.revision_id == ReviewItem.revision_id
        )
        .join(Score, Score.id == Verdict.score_id)
        .where(
            ReviewItem.site_id == seat.site_id,
            OPEN,
            Verdict.superseded_at.is_(None),
            _score_of(label).is_not(None),
            ReviewItem.is_blind.is_(False),
            func.coalesce(ReviewItem.marks, "").not_like(f"% {CauseKind.APPEAL} %"),
        )
    )


def _within(query: Query, seat: Seat, stretch: Stretch) -> Query:
    half = 0.5 / COLUMNS
    score = _score_of(stretch.label)
    return _scored(query, seat, stretch.label).where(
        score >= stretch.low / COLUMNS - half, score < stretch.high / COLUMNS + half
    )
