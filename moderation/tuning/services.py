"""Reading the newsroom's past into arrays, once, for many questions."""

from __future__ import annotations

import statistics
import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from moderation.policy.models import Profile, ProfileVersion, Score, Verdict
from moderation.review.models import Decision, ReviewItem
from moderation.review.rules import Action
from moderation.scoring.labels import Label
from moderation.tuning.rules import Fate, Past

WINDOW = timedelta(days=30)
MOST_ROWS = 500_000
FRESH_FOR = timedelta(seconds=60)
FATES = {
    None: Fate.UNDECIDED,
    Action.APPROVE: Fate.APPROVED,
    Action.REJECT: Fate.REJECTED,
}
LEAST_TIMES = 20
USUAL_SECONDS = 30.0


@dataclass
class Pasts:
    """The last past read of each profile, kept for a minute.

    Moving a threshold asks again and again of the same comments; reading them each
    time would cost a second at half a million.
    """

    kept: dict[str, tuple[datetime, Past]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def get(self, session: Session, key: str, *, now: datetime) -> Past:
        """Return the past of the profile *key*, read anew when it is a minute old."""
        with self.lock:
            known = self.kept.get(key)
            if known is None or now - known[0] > FRESH_FOR:
                known = (now, read_past(session, key, now=now))
                self.kept[key] = known
            return known[1]


def read_past(session: Session, key: str, *, now: datetime) -> Past:
    """Read what was scored under the profile *key* in the last thirty days.

    At most :data:`MOST_ROWS` comments, the newest, count.
    """
    decided = (
        select(Decision.revision_id, func.max(Decision.id).label("id"))
        .where(Decision.undone_at.is_(None), Decision.action != Action.ESCALATE)
        .group_by(Decision.revision_id)
        .subquery()
    )
    columns = [getattr(Score, label.value) for label in Label]
    rows = session.execute(
        select(*columns, Decision.action, Score.created_at)
        .join(Verdict, Verdict.score_id == Score.id)
        .join(ProfileVersion, ProfileVersion.id == Verdict.profile_version_id)
        .join(Profile, Profile.id == ProfileVersion.profile_id)
        .outerjoin(decided, decided.c.revision_id == Score.revision_id)
        .outerjoin(Decision, Decision.id == decided.c.id)
        .where(
            Profile.key == key,
            Verdict.superseded_at.is_(None),
            Score.created_at > now - WINDOW,
        )
        .order_by(Score.id.desc())
        .limit(MOST_ROWS)
    ).all()
    labels = len(Label)
    scores = np.array([row[:labels] for row in rows], dtype=np.float32)
    fates = np.array([FATES[row[labels]] for row in rows], dtype=np.int8)
    oldest = min((row[labels + 1] for row in rows), default=now)
    days = max((now - oldest).total_seconds() / 86_400, 1.0)
    return Past(
        scores.reshape(len(rows), labels), fates, days, _usual_seconds(session, now=now)
    )


def _usual_seconds(session: Session, *, now: datetime) -> float:
    """Return the median seconds between one decision of a moderator and the next.

    Longer breaks than ten minutes are breaks. With few decisions nothing is claimed
    beyond half a minute.
    """
    rows = session.execute(
        select(Decision.actor_id, Decision.created_at)
        .join(ReviewItem, ReviewItem.id == Decision.item_id)
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
