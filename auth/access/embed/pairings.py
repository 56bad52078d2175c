"""Pairs a frame with the window in which its reader logs in, and logs the frame in.

A frame on another site never sees the cookies of our own pages, nor they its. So the
frame waits with a pairing, the reader logs in in a window, and the frame redeems the
pairing. The frame and the window must prove that they are in one browser: otherwise a
stranger could send somebody the link of a pairing and be logged in as them.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session

from auth.accounts.pairing_models import Pairing
from auth.core import tokens
from auth.core.models import Account
from auth.core.rules import CODE_LIFETIME, PAIRING_LIFETIME, PairingState

PUBLIC_ID_BYTES = 16


@dataclass(frozen=True)
class NewPairing:
    """The public id for the window, and the token for the frame's cookie."""

    public_id: str
    token: str


def begin(session: Session, *, site_id: int, now: datetime) -> NewPairing:
    """Create a pairing for a frame."""
    new = NewPairing(secrets.token_urlsafe(PUBLIC_ID_BYTES), tokens.new_token())
    session.add(
        Pairing(
            site_id=site_id,
            public_id=new.public_id,
            token_digest=tokens.digest(new.token),
            state=PairingState.NEW,
            created_at=now,
        )
    )
    return new


def pair(
    session: Session, *, token: str, nonce: str, site_id: int, now: datetime
) -> bool:
    """Pair the frame that has *token* with the window that told it *nonce*.

    Works once. Returns whether it did.
    """
    paired = session.scalar(
        update(Pairing)
        .where(
            Pairing.token_digest == tokens.digest(token),
            Pairing.state == PairingState.NEW,
            *_is_alive(site_id, now),
        )
        .values(state=PairingState.PAIRED, nonce_digest=tokens.digest(nonce))
        .returning(Pairing.id)
    )
    return paired is not None


def approve(
    session: Session,
    *,
    public_id: str,
    nonce: str,
    account_id: int,
    site_id: int,
    now: datetime,
) -> bool:
    """Let the paired frame log in as an account. Returns whether one is paired."""
    approved = session.scalar(
        update(Pairing)
        .where(
            Pairing.public_id == public_id,
            Pairing.nonce_digest == tokens.digest(nonce),
            Pairing.state == PairingState.PAIRED,
            *_is_alive(site_id, now),
        )
        .values(state=PairingState.APPROVED, account_id=account_id)
        .returning(Pairing.id)
    )
    return approved is not None


def give_code(
    session: Session, *, public_id: str, account_id: int, site_id: int, now: datetime
) -> str | None:
    """Return a code that lets the frame log in, where no window could be paired.

    It is worthless without the frame's cookie. ``None`` if there is no such frame.
    """
    code = tokens.new_token()
    given = session.scalar(
        update(Pairing)
        .where(
            Pairing.public_id == public_id,
            Pairing.state.in_([PairingState.NEW, PairingState.CODED]),
            *_is_alive(site_id, now),
        )
        .values(
            state=PairingState.CODED,
            account_id=account_id,
            code_digest=tokens.digest(code),
            code_until=now + CODE_LIFETIME,
        )
        .returning(Pairing.id)
    )
    return None if given is None else code


def redeem(
    session: Session, *, token: str, code: str, site_id: int, now: datetime
) -> int | None:
    """Use up an approved pairing and return its account. Of two callers, one wins.

    :param code: the code of the way back; empty where a window was paired.
    """
    account_id = session.scalar(
        update(Pairing)
        .where(
            Pairing.token_digest == tokens.digest(token),
            or_(
                Pairing.state == PairingState.APPROVED,
                and_(
                    Pairing.state == PairingState.CODED,
                    Pairing.code_digest == tokens.digest(code),
                    Pairing.code_until > now,
                ),
            ),
            *_is_alive(site_id, now),
        )
        .values(state=PairingState.REDEEMED)
        .returning(Pairing.account_id)
    )
    if account_id is None:
        return None
    account = session.get(Account, account_id)
    return account_id if account and account.disabled_at is None else None


def state_of(
    session: Session, *, token: str, site_id: int, now: datetime
) -> PairingState | None:
    """Return the state of a frame's pairing; ``None`` if it has none any more."""
    return session.scalar(
        select(Pairing.state).where(
            Pairing.token_digest == tokens.digest(token), *_is_alive(site_id, now)
        )
    )


def state_for_window(
    session: Session, *, public_id: str, nonce: str, site_id: int, now: datetime
) -> PairingState | None:
    """Return the state of the pairing that belongs to a window; ``None`` if none."""
    return session.scalar(
        select(Pairing.state).where(
            Pairing.public_id == public_id,
            or_(
                Pairing.nonce_digest == tokens.digest(nonce),
                Pairing.nonce_digest.is_(None),
            ),
            *_is_alive(site_id, now),
        )
    )


def _is_alive(site_id: int, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        Pairing.site_id == site_id,
        Pairing.created_at > now - PAIRING_LIFETIME,
    )
