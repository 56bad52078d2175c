"""Makes and reads the key pair that push services know the newsroom by."""

from __future__ import annotations

import base64
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from auth.core.sealing import Seal
from auth.db.upserts import take_turn
from moderation.notifications.push.models import PushDevice, PushKey


def ensure(session: Session, *, seal: Seal, now: datetime) -> None:
    """Make the key pair if there is none, and seal it with the newest secret."""
    take_turn(session, "push key")
    stored = session.scalar(select(PushKey))
    if stored is None:
        _make(session, seal=seal, now=now)
        return
    renewed = seal.renew(stored.private)
    if renewed is not None:
        stored.private = renewed


def replace(session: Session, *, seal: Seal, now: datetime) -> int:
    """Make a new pair, which ends all subscriptions; return how many there were."""
    take_turn(session, "push key")
    session.execute(delete(PushKey))
    gone = len(session.scalars(delete(PushDevice).returning(PushDevice.id)).all())
    _make(session, seal=seal, now=now)
    return gone


def public_key(session: Session) -> str:
    """Return the public key for browsers; empty if setup has made none yet."""
    return session.scalar(select(PushKey.public)) or ""


def private_key(session: Session, *, seal: Seal) -> str | None:
    """Return the private key; ``None`` if there is none or no secret opens it."""
    sealed = session.scalar(select(PushKey.private))
    return None if sealed is None else seal.open(sealed)


def _make(session: Session, *, seal: Seal, now: datetime) -> None:
    pair = ec.generate_private_key(ec.SECP256R1())
    point = pair.public_key().public_bytes(
        Encoding.X962, PublicFormat.UncompressedPoint
    )
    secret = pair.private_numbers().private_value.to_bytes(32, "big")
    session.add(
        PushKey(public=_text(point), private=seal.close(_text(secret)), created_at=now)
    )
    session.flush()


def _text(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")
