"""The tables of passkeys."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from auth.db.base import Base, Identifier


class Passkey(Base):
    """A passkey of an account: the public half of a key that never leaves a device."""

    __tablename__ = "passkey"

    id: Mapped[Identifier]
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    # The host for which it was made: a browser offers it nowhere else.
    host: Mapped[str]
    name: Mapped[str]
    # Both in base64url.
    credential_id: Mapped[str] = mapped_column(unique=True)
    public_key: Mapped[str]
    # How often it was used. A device that counts never counts backwards.
    sign_count: Mapped[int]
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]


class PasskeyChallenge(Base):
    """What a session's next passkey has to sign. It is good once."""

    __tablename__ = "passkey_challenge"

    session_id: Mapped[int] = mapped_column(
        ForeignKey("login_session.id", ondelete="CASCADE"), primary_key=True
    )
    challenge: Mapped[str]
    expires_at: Mapped[datetime]
