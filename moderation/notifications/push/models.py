"""The tables of web push: the newsroom's key, readers' browsers and what is queued."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, text
from sqlalchemy.orm import Mapped, mapped_column

from auth.db.base import Base, Identifier


class PushKey(Base):
    """The key pair that push services know the newsroom by (VAPID, RFC 8292).

    A new pair ends every subscription, so there is one, and it belongs into backups.
    """

    __tablename__ = "push_key"

    id: Mapped[Identifier]
    public: Mapped[str]
    # Sealed: see auth/core/sealing.py.
    private: Mapped[str]
    created_at: Mapped[datetime]


class PushDevice(Base):
    """A browser in which a reader allowed push messages.

    It belongs to a session, so that logging out ends it, and the same browser never
    shows one reader's messages to the next.
    """

    __tablename__ = "push_device"

    id: Mapped[Identifier]
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    session_id: Mapped[int] = mapped_column(
        ForeignKey("login_session.id", ondelete="CASCADE"), index=True
    )
    endpoint: Mapped[str]
    endpoint_digest: Mapped[str] = mapped_column(unique=True)
    host: Mapped[str] = mapped_column(index=True)
    p256dh: Mapped[str]
    auth: Mapped[str]
    user_agent: Mapped[str] = mapped_column(default="", server_default=text("''"))
    created_at: Mapped[datetime]
    last_success_at: Mapped[datetime | None]
    # Since when the push service refuses our key for it.
    refused_since: Mapped[datetime | None]
    hour_began_at: Mapped[datetime | None]
    sent_this_hour: Mapped[int] = mapped_column(default=0, server_default=text("0"))


class PushMessage(Base):
    """A push message that is not sent yet. Its text is written when it is sent."""

    __tablename__ = "push_message"

    id: Mapped[Identifier]
    device_id: Mapped[int] = mapped_column(
        ForeignKey("push_device.id", ondelete="CASCADE"), index=True
    )
    notification_id: Mapped[int] = mapped_column(
        ForeignKey("notification.id", ondelete="CASCADE"), index=True
    )
    due_at: Mapped[datetime] = mapped_column(index=True)
    lease_token: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0, server_default=text("0"))
