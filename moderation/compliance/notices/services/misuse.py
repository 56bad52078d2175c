"""Warns and suspends notifiers who often send unfounded notices (Article 23(2))."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Integer, cast, func, select
from sqlalchemy.orm import Session

from auth.core import audit
from auth.core.errors import (
    ConflictError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
)
from auth.core.formats import day
from auth.core.translation import gettext as _
from auth.db import upserts
from moderation.compliance.notices.inputs import AnswerMisuse, MarkUnfounded
from moderation.compliance.notices.models import Notice, NotifierSuspension
from moderation.compliance.notices.rules import WARNED_FOR, MisuseAct
from moderation.compliance.notices.services import mails

LONGEST_DAYS = 365
"""The longest suspension, in days."""


@dataclass(frozen=True)
class NotifierRecord:
    """How many notices an address sent, and how many of them were unfounded."""

    notices: int
    unfounded: int


def refuse_suspended(
    session: Session, *, site_id: int, digest: str, now: datetime
) -> None:
    """Refuse a notice from a suspended notifier.

    :raises ForbiddenError: with the day until which it lasts.
    """
    found = _record_of(session, site_id=site_id, digest=digest) if digest else None
    until = found.suspended_until if found else None
    if until is not None and until > now:
        raise ForbiddenError(
            _(
                "We do not handle notices from this address until %(day)s, because "
                "many of them were manifestly unfounded.",
                day=day(until),
            )
        )


def mark(
    session: Session,
    change: MarkUnfounded,
    *,
    site_id: int,
    moderator_id: int,
    now: datetime,
) -> None:
    """Mark a notice as manifestly unfounded, or take the mark back.

    :raises NotFoundError: if the site has no such notice.
    :raises ConflictError: if it is not decided yet.
    """
    notice = _notice(session, change.notice_id, site_id)
    if notice.decided_at is None:
        raise ConflictError(_("Please decide on its comments first."))
    notice.is_unfounded = change.is_unfounded
    _write_down(session, notice, "notice.mark", moderator_id, now)


def act(
    session: Session,
    change: AnswerMisuse,
    *,
    site_id: int,
    moderator_id: int,
    now: datetime,
) -> None:
    """Warn or suspend a notifier, or lift the suspension. The notifier gets a mail.

    :raises NotFoundError: if the site has no such notice.
    :raises ConflictError: if the notice names no address, or if a suspension was not
        preceded by a warning within a year.
    """
    notice = _notice(session, change.notice_id, site_id)
    if not notice.notifier_digest:
        raise ConflictError(_("This notice has no address."))
    if change.act is MisuseAct.WARN:
        _warn(session, notice, now)
    else:
        _suspend_or_lift(session, notice, change, now)
    _write_down(session, notice, f"notifier.{change.act.value}", moderator_id, now)


def records(
    session: Session, digests: Sequence[str], *, site_id: int
) -> dict[str, NotifierRecord]:
    """Return the record of each notifier, by the digest of the address."""
    rows = session.execute(
        select(
            Notice.notifier_digest,
            func.count(),
            func.sum(cast(Notice.is_unfounded, Integer)),
        )
        .where(Notice.notifier_digest.in_(digests), Notice.site_id == site_id)
        .group_by(Notice.notifier_digest)
    )
    return {digest: NotifierRecord(count, bad or 0) for digest, count, bad in rows}


def suspensions(
    session: Session, digests: Sequence[str], *, site_id: int
) -> dict[str, NotifierSuspension]:
    """Return the warnings and suspensions, by the digest of the address."""
    rows = session.scalars(
        select(NotifierSuspension).where(
            NotifierSuspension.notifier_digest.in_(digests),
            NotifierSuspension.site_id == site_id,
        )
    )
    return {each.notifier_digest: each for each in rows}


def _warn(session: Session, notice: Notice, now: datetime) -> None:
    found = upserts.find_or_add(
        session,
        NotifierSuspension,
        {"site_id": notice.site_id, "notifier_digest": notice.notifier_digest},
        {"warned_at": now},
    )
    found.warned_at = now
    mails.warning(session, notice, now=now)


def _suspend_or_lift(
    session: Session, notice: Notice, change: AnswerMisuse, now: datetime
) -> None:
    found = _record_of(session, site_id=notice.site_id, digest=notice.notifier_digest)
    if found is None or now - found.warned_at > WARNED_FOR:
        raise ConflictError(_("Please warn the notifier first."))
    if change.act is MisuseAct.LIFT:
        found.suspended_until = now
        return
    if not 1 <= change.days <= LONGEST_DAYS:
        raise InvalidError(_("Please give 1 to 365 days."), {"field": "days"})
    found.suspended_at = now
    found.suspended_until = now + timedelta(days=change.days)
    mails.suspension(session, notice, until=found.suspended_until, now=now)


def _record_of(
    session: Session, *, site_id: int, digest: str
) -> NotifierSuspension | None:
    return session.scalar(
        select(NotifierSuspension).where(
            NotifierSuspension.site_id == site_id,
            NotifierSuspension.notifier_digest == digest,
        )
    )


def _notice(session: Session, notice_id: int, site_id: int) -> Notice:
    notice = session.get(Notice, notice_id)
    if notice is None or notice.site_id != site_id:
        raise NotFoundError(_("There is no such notice."))
    return notice


def _write_down(
    session: Session, notice: Notice, action: str, moderator_id: int, now: datetime
) -> None:
    audit.record(
        session,
        actor_id=moderator_id,
        action=action,
        subject=("notice", notice.id),
        site_id=notice.site_id,
        now=now,
    )
