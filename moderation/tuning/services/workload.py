"""The decisions of each moderator in the last days."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime, timedelta

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from auth.core.models import Account
from auth.core.translation import gettext as _
from moderation.review.items.models import Decision
from moderation.review.items.rules import Action
from moderation.tuning.rules.tables import Table
from moderation.tuning.services.site_filters import EVERYWHERE, Area, decided_on

DAYS = 28
MOST_SHOWN = 100


def workload(session: Session, *, now: datetime, area: Area = EVERYWHERE) -> Table:
    """Return the number of decisions of each moderator, and how many were undone."""
    undone = func.sum(case((Decision.undone_at.is_not(None), 1), else_=0))
    rows = session.execute(
        select(Account.display_name, Decision.action, func.count(), undone)
        .join(Account, Account.id == Decision.actor_id)
        .where(Decision.created_at > now - timedelta(days=DAYS), decided_on(area))
        .group_by(Account.id, Account.display_name, Decision.action)
    )
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for name, action, count, taken_back in rows:
        counts[name][action.value] += count
        counts[name]["undone"] += taken_back or 0
    busiest = sorted(counts, key=lambda name: (-_decided(counts[name]), name))
    return Table(
        "workload",
        _("Work by moderator"),
        _(
            "Decisions of the last %(days)s days, those of batches included. Undone: "
            "how many of them were reversed.",
            days=DAYS,
        ),
        (
            _("Moderator"),
            _("Decided"),
            _("Approved"),
            _("Rejected"),
            _("Escalated"),
            _("Undone"),
        ),
        [
            (
                name,
                _decided(counts[name]),
                counts[name][Action.APPROVE.value],
                counts[name][Action.REJECT.value],
                counts[name][Action.ESCALATE.value],
                counts[name]["undone"],
            )
            for name in busiest[:MOST_SHOWN]
        ],
    )


def _decided(count: Counter[str]) -> int:
    return count[Action.APPROVE.value] + count[Action.REJECT.value]
