"""Server-side sessions: the cookie's token refers to a row in the database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from auth.core import tokens
from auth.core.actor import Actor
from auth.core.errors import NotFoundError
from auth.core.models import Account, LoginSession, RoleGrant, SecondFactor, Site
from auth.core.permissions import Granted, Role, scope_of
from auth.core.rules import (
    TOUCHED_EVERY,
    SessionKind,
    is_alive,
    is_fresh,
    timeouts_of,
)
from auth.core.translation import gettext as _
from auth.db.database import Database
from auth.sites.lookup import answers_on

AGENT_LENGTH = 200

# Every page asks this, so it is written once and reads no more than it needs: one row
# for each role, or one without a role.
_LIVING = (
    select(
        LoginSession.id.label("session_id"),
        LoginSession.created_at,
        LoginSession.last_seen_at,
        LoginSession.proved_at,
        LoginSession.second_factor_at,
        Account.id.label("account_id"),
        Account.display_name,
        Account.email_verified_at,
        Account.language,
        SecondFactor.confirmed_at.label("enrolled_at"),
        RoleGrant.role,
        RoleGrant.site_id,
        RoleGrant.section,
        Site.id.label("here_id"),
    )
    .join(Account, Account.id == LoginSession.account_id)
    .join(Site, answers_on(bindparam("host")))
    .outerjoin(SecondFactor, SecondFactor.account_id == Account.id)
    .outerjoin(
        RoleGrant,
        (RoleGrant.account_id == Account.id)
        & (RoleGrant.site_id.is_(None) | (RoleGrant.site_id == Site.id)),
    )
    .where(
        LoginSession.token_digest == bindparam("token_digest"),
        LoginSession.host == bindparam("host"),
        LoginSession.kind == bindparam("kind"),
        LoginSession.ended_at.is_(None),
        Account.disabled_at.is_(None),
    )
)


class Step(StrEnum):
    """The proof of identity that a session's owner has just given."""

    PROVED = "proved_at"
    SECOND_FACTOR = "second_factor_at"


def open_session(
    session: Session,
    *,
    account_id: int,
    host: str,
    user_agent: str,
    now: datetime,
    proved: bool,
    kind: SessionKind = SessionKind.BROWSER,
) -> str:
    """Open a session and return its token, which is stored only as a digest.

    :param proved: whether the password was just given.
    """
    token = tokens.new_token()
    session.add(
        LoginSession(
            account_id=account_id,
            token_digest=tokens.digest(token),
            host=host,
            kind=kind,
            user_agent=user_agent[:AGENT_LENGTH],
            created_at=now,
            last_seen_at=now,
            proved_at=now if proved else None,
        )
    )
    session.flush()
    return token


def find(
    database: Database,
    *,
    token: str,
    host: str,
    now: datetime | None = None,
    needs_second_factor: bool = False,
    kind: SessionKind = SessionKind.BROWSER,
) -> Actor | None:
    """Return the actor for *token* on *host*; ``None`` if it is not valid.

    :param now: the time that its limits are compared with, or else the database's.
    :param needs_second_factor: whether staff without a second factor count as readers.
    """
    digest = tokens.digest(token)
    rows = database.rows(_LIVING, token_digest=digest, host=host, kind=kind)
    if not rows:
        return None
    row = rows[0]
    now = now or row.read_at
    powers = scope_of(
        Granted(each.role, each.site_id, each.section)
        for each in rows
        if each.role is not None
    )
    granted = powers.roles
    counted = granted if kind is SessionKind.BROWSER else frozenset({Role.READER})
    if not is_alive(row.created_at, row.last_seen_at, timeouts_of(counted), now):
        return None
    is_waiting = row.second_factor_at is None and (
        needs_second_factor or row.enrolled_at
    )
    withheld = granted - {Role.READER} if is_waiting else frozenset()
    return Actor(
        account_id=row.account_id,
        display_name=row.display_name,
        roles=granted - withheld,
        withheld_roles=withheld,
        sections=powers.sections,
        wide_roles=powers.wide_roles,
        only_site_id=None if Role.ADMIN in powers.wide_roles else row.here_id,
        is_fresh=is_fresh(row.proved_at, now),
        is_verified=row.email_verified_at is not None,
        language=row.language,
        session_id=row.session_id,
        wants_touch=now - row.last_seen_at > TOUCHED_EVERY,
        has_frame_session=kind is SessionKind.EMBED,
    )


def rotate(session: Session, session_id: int, *, step: Step, now: datetime) -> str:
    """Give a session a new token after a proof of identity, and return the token."""
    token = tokens.new_token()
    session.execute(
        update(LoginSession)
        .where(LoginSession.id == session_id)
        .values({"token_digest": tokens.digest(token), step.value: now})
    )
    return token


def touch(session: Session, session_id: int, *, now: datetime) -> None:
    """Update the time of a session's last use."""
    session.execute(
        update(LoginSession)
        .where(LoginSession.id == session_id)
        .values(last_seen_at=now)
    )


def end(session: Session, session_id: int, *, account_id: int, now: datetime) -> None:
    """End one of the account's own sessions.

    :raises NotFoundError: if the account has no such session.
    """
    ended = session.scalar(
        update(LoginSession)
        .where(
            LoginSession.id == session_id,
            LoginSession.account_id == account_id,
            LoginSession.ended_at.is_(None),
        )
        .values(ended_at=now)
        .returning(LoginSession.id)
    )
    if ended is None:
        raise NotFoundError(_("This login has already ended."))


def end_tokens(
    session: Session, held: Iterable[str], *, host: str, now: datetime
) -> None:
    """End the sessions on *host* with one of the tokens, as far as they are open."""
    session.execute(
        update(LoginSession)
        .where(
            LoginSession.token_digest.in_(map(tokens.digest, held)),
            LoginSession.host == host,
            LoginSession.ended_at.is_(None),
        )
        .values(ended_at=now)
    )


def active(
    session: Session, account_id: int, *, roles: frozenset[Role], now: datetime
) -> Sequence[LoginSession]:
    """Return the account's valid sessions, the newest first."""
    timeouts = timeouts_of(roles)
    return session.scalars(
        select(LoginSession)
        .where(
            LoginSession.account_id == account_id,
            LoginSession.ended_at.is_(None),
            LoginSession.last_seen_at >= now - timeouts.idle,
            LoginSession.created_at >= now - timeouts.absolute,
        )
        .order_by(LoginSession.last_seen_at.desc(), LoginSession.id.desc())
    ).all()
