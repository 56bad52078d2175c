"""Reads the newsroom's past comments into arrays, and caches them."""

from __future__ import annotations

import statistics
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from moderation.discussion.models import Article, Comment, Revision, StatusChange
from moderation.discussion.rules import Cause, ScoringState
from moderation.policy.models import Profile, ProfileVersion, Score, Verdict
from moderation.policy.services import verdicts
from moderation.review.items.models import Decision
from moderation.review.items.rules import Action
from moderation.scoring.runtime.prepared import EIGHT_BITS, weights
from moderation.tuning.rules.past_comments import LABELS, PastComments, PastDecision
from moderation.tuning.services import samples

WINDOW = timedelta(days=30)
MOST_ROWS = 500_000
FRESH_FOR = timedelta(minutes=2)
FATES = {Action.APPROVE: PastDecision.APPROVED, Action.REJECT: PastDecision.REJECTED}
IMPORTED_FATES = {
    "approved": PastDecision.APPROVED,
    "rejected": PastDecision.REJECTED,
    "spam": PastDecision.REJECTED,
}
"""What the state of a comment in its source says of a decision there.

A comment that was only published there may never have been read by a moderator.
"""
MACHINE = "machine"
"""Who decided in the source, if it was a rule or a classifier there."""

MOST_IMPORTED = 100_000
LEAST_TIMES = 20
USUAL_SECONDS = 30.0
NO_SCORE = -1.0
"""Represents a missing score while it is read from the database."""

ROW = np.dtype(
    [("revision_id", np.int64)] + [(label.value, np.float32) for label in LABELS]
)


@dataclass
class PastCommentsCache:
    """A cache of the past comments of each profile, for two minutes.

    Moving a threshold evaluates the same comments again and again. Reading them each
    time would take a second for half a million.
    """

    read: Callable[..., PastComments] = field(
        default_factory=lambda: read_past_comments
    )
    kept: dict[str, tuple[datetime, PastComments]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def get(self, session: Session, key: str, *, now: datetime) -> PastComments:
        """Return the past comments of the profile *key*, read again if too old."""
        with self.lock:
            known = self.kept.get(key)
            if known is None or now - known[0] > FRESH_FOR:
                known = (now, self.read(session, key, now=now))
                self.kept[key] = known
            return known[1]


def read_past_comments(session: Session, key: str, *, now: datetime) -> PastComments:
    """Read the comments that were scored under the profile *key* in thirty days.

    Reads the newest :data:`MOST_ROWS` comments at most. Skips those that another
    classifier or calibration scored, because thresholds mean something else for them.
    """
    rows = _rows(session, _scored(session, key, now - WINDOW))
    scores = np.empty((len(rows), len(LABELS)), dtype=np.float32)
    for number, label in enumerate(LABELS):
        scores[:, number] = rows[label.value]
    scores[scores == NO_SCORE] = np.nan
    oldest = _oldest(session, int(rows["revision_id"][-1])) if len(rows) else None
    days = (now - (oldest or now)).total_seconds() / 86_400
    return PastComments(
        scores,
        past_decisions_of(session, rows["revision_id"]),
        min(max(days, 1.0), WINDOW.days),
        usual_seconds(session, now=now),
        _stands_for(session, key, rows["revision_id"], now - WINDOW),
    )


def _scored(session: Session, key: str, since: datetime) -> Select[tuple[int]]:
    """Return the statement for revisions with their scores, the newest first."""
    versions = session.scalars(
        select(ProfileVersion.id)
        .join(Profile, Profile.id == ProfileVersion.profile_id)
        .where(Profile.key == key)
    ).all()
    _, version = verdicts.classifier_in_force(session) or ("", "")
    columns = [func.coalesce(getattr(Score, label.value), NO_SCORE) for label in LABELS]
    return (
        select(Score.revision_id, *columns)
        .join(Verdict, Verdict.score_id == Score.id)
        .where(
            Verdict.profile_version_id.in_(versions),
            Verdict.superseded_at.is_(None),
            Score.created_at > since,
            func.replace(Score.model_version, EIGHT_BITS, "") == weights(version),
        )
        .order_by(Verdict.score_id.desc())
        .limit(MOST_ROWS)
    )


def _rows(session: Session, statement: Select[tuple[int]]) -> NDArray[np.void]:
    """Return the rows of *statement* as one structured array.

    Uses the driver's own rows: creating an object for each of half a million would take
    several times as long as reading them.
    """
    result = session.connection().execute(statement)
    rows: Any = result.cursor
    return np.fromiter(rows, dtype=ROW)


def _oldest(session: Session, revision_id: int) -> datetime | None:
    return session.scalar(
        select(func.min(Score.created_at)).where(Score.revision_id == revision_id)
    )


def past_decisions_of(
    session: Session, revision_ids: NDArray[np.int64]
) -> NDArray[np.int8]:
    """Return the last decision on each revision."""
    fates = np.zeros(len(revision_ids), dtype=np.int8)
    if not len(revision_ids):
        return fates
    decided = session.execute(
        select(Decision.revision_id, Decision.action)
        .where(
            Decision.undone_at.is_(None),
            Decision.action.in_(list(FATES)),
            Decision.revision_id >= int(revision_ids.min()),
        )
        .order_by(Decision.id)
    ).all()
    # The last of several decisions on one revision counts.
    made = {row.revision_id: FATES[row.action] for row in decided}
    places, values = _places(revision_ids, made, np.int8)
    fates[places] = values
    return fates


def _stands_for(
    session: Session, key: str, revision_ids: NDArray[np.int64], since: datetime
) -> NDArray[np.float64] | None:
    """Return the number of comments that each decided one of the sample represents."""
    draws = samples.decided_draws(session, key, since)
    if not draws or not len(revision_ids):
        return None
    found = np.zeros(len(revision_ids), dtype=np.float64)
    weights = {each.revision_id: each.weight for each in draws}
    places, values = _places(revision_ids, weights, np.float64)
    found[places] = values
    return found


def _places(
    revision_ids: NDArray[np.int64], known: Mapping[int, float], kind: type[Any]
) -> tuple[NDArray[np.intp], NDArray[Any]]:
    """Return the positions of the keys of *known* in *revision_ids*, and the values."""
    order = np.argsort(revision_ids, kind="stable")
    keys = np.fromiter(known.keys(), dtype=np.int64, count=len(known))
    values: NDArray[Any] = np.fromiter(known.values(), dtype=kind, count=len(known))
    places = np.searchsorted(revision_ids, keys, sorter=order)
    found = order[np.minimum(places, len(order) - 1)]
    is_there = revision_ids[found] == keys
    return found[is_there], values[is_there]


def usual_seconds(session: Session, *, now: datetime) -> float:
    """Return the median seconds between two decisions of the same moderator.

    Gaps of more than ten minutes count as breaks and are left out. With few decisions
    the result is half a minute.
    """
    rows = session.execute(
        select(Decision.actor_id, Decision.created_at)
        .where(Decision.created_at > now - WINDOW)
        .order_by(Decision.actor_id, Decision.created_at)
        .limit(5_000)
    ).all()
    gaps = [
        (later.created_at - earlier.created_at).total_seconds()
        for earlier, later in pairwise(rows)
        if earlier.actor_id == later.actor_id
    ]
    worked = [gap for gap in gaps if 0 < gap < 600]
    return statistics.median(worked) if len(worked) >= LEAST_TIMES else USUAL_SECONDS


def fate_there(detail: Mapping[str, Any]) -> PastDecision | None:
    """Return what people decided on a comment in its source, by its history here."""
    is_by_machine = detail.get("judge") == MACHINE
    return None if is_by_machine else IMPORTED_FATES.get(str(detail.get("state")))


def read_imported(session: Session, key: str, *, now: datetime) -> PastComments:
    """Read the newest imported comments with a decision, for the profile *key*.

    Leaves out articles for which another profile is chosen, and scores of another
    classifier. Their time is unknown to us, so figures for each day mean nothing.
    """
    del now  # They are of any age.
    _, version = verdicts.classifier_in_force(session) or ("", "")
    rows = session.execute(
        select(StatusChange.detail, *(getattr(Score, each.value) for each in LABELS))
        .join(Revision, Revision.id == Score.revision_id)
        .join(Comment, Comment.latest_revision_id == Revision.id)
        .join(Article, Article.id == Comment.article_id)
        .join(StatusChange, StatusChange.comment_id == Comment.id)
        .where(
            Revision.scoring_state == ScoringState.IMPORTED,
            StatusChange.cause == Cause.IMPORTED,
            Article.profile_key.is_(None) | (Article.profile_key == key),
            func.replace(Score.model_version, EIGHT_BITS, "") == weights(version)
            if version
            else Score.id > 0,
        )
        .order_by(Score.id.desc())
        .limit(MOST_IMPORTED)
    ).all()
    decided = [row for row in rows if fate_there(row.detail) is not None]
    scores = np.array(
        [[np.nan if each is None else each for each in row[1:]] for row in decided],
        dtype=np.float32,
    ).reshape(len(decided), len(LABELS))
    fates = [IMPORTED_FATES[row.detail["state"]] for row in decided]
    return PastComments(scores, np.array(fates, dtype=np.int8), 1.0)
