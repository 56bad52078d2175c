"""Finds who else may decide an item, and mails the admins if nobody may."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from auth.core.models import Account, RoleGrant, Site
from auth.core.permissions import Permission, Role, permissions_of
from auth.sites import mail_texts
from auth.sites.languages import written_to
from moderation.platform import outbox
from moderation.review.items.card_parts import CardItem
from moderation.review.items.models import ReviewItem
from moderation.review.items.queue_views import DeskContext

DECIDERS = tuple(
    role for role in Role if Permission.REVIEW in permissions_of(frozenset({role}))
)


class Undecided(StrEnum):
    """The kind of decision for which nobody is eligible."""

    ESCALATION = "escalation"
    APPEAL = "appeal"
    SANCTION_APPEAL = "sanction_appeal"


def is_left(
    session: Session, *, site_id: int, section: str | None, excluded: Collection[int]
) -> bool:
    """Whether somebody other than *excluded* may decide in a section of a site.

    :param section: empty or ``None`` for the whole site.
    """
    others = select(func.count()).where(
        RoleGrant.role.in_(DECIDERS),
        RoleGrant.site_id.is_(None) | (RoleGrant.site_id == site_id),
        RoleGrant.section.in_(["", section or ""]),
        RoleGrant.account_id.not_in(excluded),
    )
    return bool(session.scalar(others))


def is_alone(
    session: Session, context: DeskContext, items: Iterable[ReviewItem | CardItem]
) -> bool:
    """Whether this moderator may not decide one of *items*, and nobody else may."""
    mine = {
        (item.section, item.left_out)
        for item in items
        if context.moderator_id in item.left_out
    }
    return any(
        not is_left(
            session, site_id=context.site_id, section=section, excluded=left_out
        )
        for section, left_out in mine
    )


def tell_if_alone(
    session: Session,
    *,
    site_id: int,
    section: str | None,
    excluded: Collection[int],
    what: Undecided,
    now: datetime,
) -> None:
    """Mail the admins of a site if nobody may decide *what*."""
    if is_left(session, site_id=site_id, section=section, excluded=excluded):
        return
    admins = session.scalars(
        select(Account.email)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(
            RoleGrant.role == Role.ADMIN,
            RoleGrant.site_id.is_(None) | (RoleGrant.site_id == site_id),
        )
        .distinct()
    )
    site = session.get_one(Site, site_id)
    with written_to("", site):
        mail = mail_texts.write(
            session, "moderation.review", "moderator_needed", site=site, what=what.value
        )
    for address in admins.all():
        outbox.queue_mail(session, recipient=address, **mail, now=now)
