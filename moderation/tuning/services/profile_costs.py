"""Computes the cost of a profile: how much it holds, and how long readers wait."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from moderation.policy.models import ProfileVersion, Verdict
from moderation.policy.rules import VerdictKind
from moderation.review.items.models import ReviewItem
from moderation.tuning.services.site_filters import (
    EVERYWHERE,
    Area,
    judged_on,
    waits_on,
)

MOST_READ = 5_000


@dataclass(frozen=True)
class Price:
    """The cost of a profile.

    :param minutes: the median time that a held comment waited for its decision;
        ``None`` if none has been decided.
    """

    judged: int
    held: int
    minutes: float | None


def price(
    session: Session, *, profile_id: int, since: datetime, area: Area = EVERYWHERE
) -> Price:
    """Return the cost of a profile since *since*, in a part of the newsroom."""
    judged = select(func.count(Verdict.id)).join(
        ProfileVersion, ProfileVersion.id == Verdict.profile_version_id
    )
    judged = judged.where(
        ProfileVersion.profile_id == profile_id,
        Verdict.superseded_at.is_(None),
        Verdict.created_at > since,
        judged_on(area),
    )
    held = judged.where(Verdict.kind == VerdictKind.HOLD)
    waits = session.execute(
        select(ReviewItem.opened_at, ReviewItem.closed_at)
        .join(Verdict, Verdict.revision_id == ReviewItem.revision_id)
        .join(ProfileVersion, ProfileVersion.id == Verdict.profile_version_id)
        .where(
            ProfileVersion.profile_id == profile_id,
            Verdict.superseded_at.is_(None),
            Verdict.kind == VerdictKind.HOLD,
            Verdict.created_at > since,
            ReviewItem.closed_at.is_not(None),
            waits_on(area),
        )
        .order_by(ReviewItem.id.desc())
        .limit(MOST_READ)
    ).all()
    minutes = [(row.closed_at - row.opened_at).total_seconds() / 60 for row in waits]
    return Price(
        session.scalar(judged) or 0,
        session.scalar(held) or 0,
        statistics.median(minutes) if minutes else None,
    )
