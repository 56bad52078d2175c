"""Reads the sanctions in force against an author, and their effects."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from auth.core.errors import ForbiddenError
from auth.core.formats import day
from auth.core.models import Account
from auth.core.translation import lazy_gettext
from moderation.policy.services import profiles
from moderation.review.sanctions.models import Sanction
from moderation.review.sanctions.rules import (
    SANCTION_RULES,
    Act,
    SanctionKind,
    SanctionPeriod,
    is_in_force,
    strongest_refusal,
)

WARNED = lazy_gettext(
    "A moderator has warned you. Please read the warning at the top of this page, or "
    "under “My comments”, and confirm it. After that you can write again."
)

REFUSED = lazy_gettext("You cannot write here. See “My comments” for the reason.")
REFUSED_UNTIL = lazy_gettext(
    "You cannot write here until %(day)s. See “My comments” for the reason."
)
REPORT_REFUSED = lazy_gettext(
    "You cannot report comments. See “My comments” for the reason."
)
REPORT_REFUSED_UNTIL = lazy_gettext(
    "You cannot report comments until %(day)s. See “My comments” for the reason."
)

# Every page of a person who is logged in asks this, so it is compiled once.
_NOT_LIFTED = (
    select(Sanction)
    .where(Sanction.account_id == bindparam("account_id"), Sanction.lifted_at.is_(None))
    .order_by(Sanction.id.desc())
)


def not_lifted(account_id: Any) -> Select[int]:
    """Return the query for an account's sanctions that nobody lifted.

    Not all of them need be in force. The account may be a parameter of the query.
    """
    return select(Sanction.id).where(
        Sanction.account_id == account_id, Sanction.lifted_at.is_(None)
    )


def refuse_sanctioned(
    session: Session,
    *,
    account_id: int,
    site_id: int,
    now: datetime,
    act: Act = Act.POST,
) -> bool:
    """Refuse an act of a reader while a sanction of the site forbids it.

    :returns: whether another sanction holds their comments for a person.
    :raises ForbiddenError: with the sanction and its end.
    """
    words, is_held = effect(
        session, account_id=account_id, site_id=site_id, now=now, act=act
    )
    if words is not None:
        raise ForbiddenError(words)
    return is_held


def refusal(
    session: Session,
    *,
    account_id: int,
    site_id: int,
    now: datetime,
    act: Act = Act.POST,
) -> str | None:
    """Return the reason why a reader cannot do *act* on a site, or ``None``."""
    sanctions = _on_site(session, account_id=account_id, site_id=site_id, now=now)
    return _refusal_by(sanctions, act)


def effect(
    session: Session,
    *,
    account_id: int,
    site_id: int,
    now: datetime,
    act: Act = Act.POST,
) -> tuple[str | None, bool]:
    """Return why an author cannot do *act* on a site, and whether comments are held.

    Loads the sanctions in force once for both.
    """
    sanctions = _on_site(session, account_id=account_id, site_id=site_id, now=now)
    is_held = any(SANCTION_RULES[each.kind].holds for each in sanctions)
    return _refusal_by(sanctions, act), is_held


def unread_warning(
    session: Session, *, account_id: int, site_id: int, now: datetime
) -> Sanction | None:
    """Return the warning that an author has to confirm before writing on a site."""
    return next(
        (
            each
            for each in in_force(session, account_id=account_id, now=now)
            if each.kind is SanctionKind.WARN and each.site_id == site_id
        ),
        None,
    )


def in_force(session: Session, *, account_id: int, now: datetime) -> list[Sanction]:
    """Return the sanctions in force on any site, the newest first."""
    sanctions = session.scalars(_NOT_LIFTED, {"account_id": account_id})
    return [each for each in sanctions if is_in_force(period_of(each), now)]


def needs_second(session: Session, kind: SanctionKind) -> bool:
    """Whether a sanction needs another person to confirm it.

    A ban does if any profile requires two people, because it applies under all of them.
    """
    return kind is SanctionKind.BAN and any(
        version.handling.get("bans_need_two", True)
        for version in profiles.all_current(session)
    )


def all_of(session: Session, *, account_id: int) -> Sequence[Sanction]:
    """Return every sanction ever imposed on an account, the newest first."""
    return session.scalars(
        select(Sanction)
        .where(Sanction.account_id == account_id)
        .order_by(Sanction.id.desc())
        .limit(50)
    ).all()


def proposed(session: Session, *, site_id: int) -> Sequence[tuple[Sanction, str]]:
    """Return the proposed sanctions, with the author's name."""
    rows = session.execute(
        select(Sanction, Account.display_name)
        .join(Account, Account.id == Sanction.account_id)
        .where(
            Sanction.site_id == site_id,
            Sanction.starts_at.is_(None),
            Sanction.lifted_at.is_(None),
        )
        .order_by(Sanction.id)
    )
    return [(sanction, name) for sanction, name in rows]


def period_of(sanction: Sanction) -> SanctionPeriod:
    """Return the fields of *sanction* that the rules need."""
    return SanctionPeriod(
        sanction.kind,
        sanction.starts_at,
        sanction.ends_at,
        sanction.acknowledged_at,
        sanction.lifted_at,
    )


def _on_site(
    session: Session, *, account_id: int, site_id: int, now: datetime
) -> list[Sanction]:
    sanctions = in_force(session, account_id=account_id, now=now)
    return [each for each in sanctions if each.site_id == site_id]


def _refusal_by(sanctions: Sequence[Sanction], act: Act = Act.POST) -> str | None:
    sanction = strongest_refusal((period_of(each) for each in sanctions), act)
    if sanction is None:
        return None
    if sanction.kind is SanctionKind.WARN:
        return str(WARNED)
    reports = act is Act.REPORT
    if sanction.ends_at:
        text = REPORT_REFUSED_UNTIL if reports else REFUSED_UNTIL
        return text % {"day": day(sanction.ends_at)}
    return str(REPORT_REFUSED if reports else REFUSED)
