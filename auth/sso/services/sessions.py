"""The provider's sessions behind ours: both end together (back-channel logout)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from auth.core import tokens
from auth.core.models import LoginSession
from auth.db.upserts import add_once
from auth.sso.models import Identity, ProviderSession, UsedToken


def attach(session: Session, *, session_id: int, identity_id: int, sid: str) -> None:
    """Note the provider's session behind one of ours."""
    values = {"session_id": session_id, "identity_id": identity_id, "sid": sid}
    add_once(session, ProviderSession, values, key=["session_id"])


def end(session: Session, *, issuer: str, subject: str, sid: str, now: datetime) -> int:
    """End the sessions that a provider has ended, and return their number.

    :param subject: the person; empty if only a session is named.
    :param sid: the provider's session; empty for all sessions of the person.
    """
    behind = (
        select(ProviderSession.session_id)
        .join(Identity, Identity.id == ProviderSession.identity_id)
        .where(Identity.issuer == issuer)
    )
    if subject:
        behind = behind.where(Identity.subject == subject)
    if sid:
        behind = behind.where(ProviderSession.sid == sid)
    ended = session.scalars(
        update(LoginSession)
        .where(LoginSession.id.in_(behind), LoginSession.ended_at.is_(None))
        .values(ended_at=now)
        .returning(LoginSession.id)
    ).all()
    return len(ended)


def use_token(
    session: Session, *, provider_id: int, jti: str, expires_at: datetime
) -> bool:
    """Use up a token that is good once; return false if it was used before."""
    values = {
        "provider_id": provider_id,
        "jti_digest": tokens.digest(jti),
        "expires_at": expires_at,
    }
    return add_once(session, UsedToken, values, key=["provider_id", "jti_digest"])


def purge(session: Session, *, now: datetime) -> None:
    """Remove used tokens that have expired."""
    session.execute(delete(UsedToken).where(UsedToken.expires_at < now))
