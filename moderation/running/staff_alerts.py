"""Finds what waits too long for a person or the classifier, and has staff told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from auth.core.models import Account, RoleGrant
from auth.core.permissions import Role
from auth.db.database import Database
from moderation.discussion.models import Article, Comment, Revision
from moderation.discussion.rules import ScoringState
from moderation.intake.rules import MOST_ATTEMPTS_EVER
from moderation.notifications.rules import Trouble
from moderation.notifications.services import staff_alerts
from moderation.notifications.services.staff_alerts import Waiting
from moderation.platform.config import Config
from moderation.review.appeals.models import Appeal
from moderation.review.appeals.sanction_appeal_models import SanctionAppeal
from moderation.review.items.models import ReviewItem
from moderation.review.sanctions.models import Sanction

UNSCORED_FOR = timedelta(minutes=10)
"""How long a text may wait for the classifier before it counts as unavailable."""


def tell(database: Database, config: Config) -> None:
    """Tell staff and other systems what waits longer than ``STAFF_ALERT_HOURS``.

    A classifier that is not available is told of at once. Costs what waits.
    """
    with database.unit_of_work(write=False) as work:
        found = waiting(work.session, hours=config.staff_alert_hours, now=work.now)
    with database.unit_of_work(write=True) as work:
        staff_alerts.tell(
            work.session,
            found,
            recipients=recipients(work.session, config.staff_alert_mail),
            base_url=config.base_url.rstrip("/"),
            now=work.now,
        )


def waiting(session: Session, *, hours: int, now: datetime) -> list[Waiting]:
    """Return what waits too long, for each site.

    :param hours: how long an item, an appeal or a ban may wait; 0 for any time.
    """
    queries: list[tuple[Trouble, Any]] = [
        (Trouble.CLASSIFIER, _unscored(now - UNSCORED_FOR))
    ]
    if hours:
        long_ago = now - timedelta(hours=hours)
        queries += [
            (Trouble.QUEUE, _items(long_ago)),
            (Trouble.APPEAL, _appeals(long_ago)),
            (Trouble.APPEAL, _sanction_appeals(long_ago)),
            (Trouble.BAN, _bans(long_ago)),
        ]
    found: dict[str, Waiting] = {}
    for trouble, query in queries:
        for site_id, count, since in session.execute(query):
            each = Waiting(trouble, site_id, count, since)
            known = found.get(each.key)
            if known is not None:
                total, oldest = known.count + count, min(known.since, since)
                each = Waiting(trouble, site_id, total, oldest)
            found[each.key] = each
    return list(found.values())


def recipients(session: Session, addresses: str) -> Sequence[str]:
    """Return the addresses in the setting; without one, those of all admins."""
    if addresses.strip():
        return addresses.split()
    return session.scalars(
        select(Account.email)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(RoleGrant.role == Role.ADMIN, Account.disabled_at.is_(None))
        .distinct()
    ).all()


def _items(before: datetime) -> Any:
    return (
        select(ReviewItem.site_id, func.count(), func.min(ReviewItem.opened_at))
        .where(ReviewItem.closed_at.is_(None), ReviewItem.opened_at < before)
        .group_by(ReviewItem.site_id)
    )


def _appeals(before: datetime) -> Any:
    return (
        select(ReviewItem.site_id, func.count(), func.min(Appeal.created_at))
        .join(ReviewItem, ReviewItem.id == Appeal.item_id)
        .where(Appeal.outcome.is_(None), Appeal.created_at < before)
        .group_by(ReviewItem.site_id)
    )


def _sanction_appeals(before: datetime) -> Any:
    return (
        select(Sanction.site_id, func.count(), func.min(SanctionAppeal.created_at))
        .join(Sanction, Sanction.id == SanctionAppeal.sanction_id)
        .where(
            SanctionAppeal.outcome.is_(None),
            SanctionAppeal.created_at < before,
            Sanction.lifted_at.is_(None),
        )
        .group_by(Sanction.site_id)
    )


def _bans(before: datetime) -> Any:
    return (
        select(Sanction.site_id, func.count(), func.min(Sanction.imposed_at))
        .where(
            Sanction.starts_at.is_(None),
            Sanction.lifted_at.is_(None),
            Sanction.imposed_at < before,
        )
        .group_by(Sanction.site_id)
    )


def _unscored(before: datetime) -> Any:
    is_late = (Revision.scoring_state == ScoringState.WAITING) & (
        Revision.created_at < before
    )
    has_failed = (Revision.scoring_state == ScoringState.FAILED) & (
        Revision.attempts < MOST_ATTEMPTS_EVER
    )
    return (
        select(Article.site_id, func.count(), func.min(Revision.created_at))
        .join(Comment, Comment.id == Revision.comment_id)
        .join(Article, Article.id == Comment.article_id)
        .where(or_(is_late, has_failed))
        .group_by(Article.site_id)
    )
