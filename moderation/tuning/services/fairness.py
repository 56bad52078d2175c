"""Compares the holds of comments that name a group with the others."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from moderation.discussion.models import Revision
from moderation.policy.models import Verdict
from moderation.policy.rules import VerdictKind
from moderation.review.items.models import Decision
from moderation.review.items.rules import Action
from moderation.scoring.base.labels import Label
from moderation.tuning.rules.fairness import Comparison, names_a_group
from moderation.tuning.rules.shares import share
from moderation.tuning.services.site_filters import EVERYWHERE, Area, decided_on

LOOKED_BACK = timedelta(days=90)
MOST_READ = 20_000


def watch(
    session: Session, *, now: datetime, area: Area = EVERYWHERE
) -> list[Comparison]:
    """Compare, for each label, the holds of comments that name a group with the rest.

    Uses the newest 20,000 decided holds of the last ninety days.
    """
    rows = session.execute(
        select(Verdict.causes, Decision.action, Revision.plain_text)
        .join(Verdict, Verdict.revision_id == Decision.revision_id)
        .join(Revision, Revision.id == Decision.revision_id)
        .where(
            Decision.created_at > now - LOOKED_BACK,
            Decision.undone_at.is_(None),
            Decision.action != Action.ESCALATE,
            Verdict.superseded_at.is_(None),
            Verdict.kind == VerdictKind.HOLD,
            decided_on(area),
        )
        .order_by(Decision.id.desc())
        .limit(MOST_READ)
    ).all()
    decided: Counter[tuple[str, bool]] = Counter()
    approved: Counter[tuple[str, bool]] = Counter()
    for row in rows:
        is_naming = names_a_group(row.plain_text)
        for cause in row.causes:
            if cause.get("level") != VerdictKind.HOLD or not cause.get("label"):
                continue
            key = (cause["label"], is_naming)
            decided[key] += 1
            approved[key] += row.action is Action.APPROVE
    return [
        Comparison(
            label.value,
            *(
                share(approved[label.value, each], decided[label.value, each])
                for each in (True, False)
            ),
        )
        for label in Label
    ]
