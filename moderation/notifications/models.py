"""The tables of notifications, and of how each reader gets them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from auth.db.base import Base, Identifier
from moderation.notifications.rules import NotificationKind, Rhythm, Way
from moderation.notifications.timing import DIGEST_HOUR

UNREAD = text("read_at IS NULL")
DUE = text("due_at IS NOT NULL")
MAILED = text("mailed_at IS NOT NULL")


class Notification(Base):
    """A notification of a reader.

    It is joined with its comment whenever it is read, so that a comment that is hidden
    later takes its notifications with it.
    """

    __tablename__ = "notification"
    __table_args__ = (
        UniqueConstraint("account_id", "kind", "comment_id"),
        Index(
            "ix_notification_unread",
            "account_id",
            "id",
            sqlite_where=UNREAD,
            postgresql_where=UNREAD,
        ),
        Index("ix_notification_account_id_id", "account_id", "id"),
        Index(
            "ix_notification_due_at", "due_at", sqlite_where=DUE, postgresql_where=DUE
        ),
        Index(
            "ix_notification_mailed_at",
            "account_id",
            "mailed_at",
            sqlite_where=MAILED,
            postgresql_where=MAILED,
        ),
    )

    id: Mapped[Identifier]
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE")
    )
    kind: Mapped[NotificationKind]
    comment_id: Mapped[int] = mapped_column(
        ForeignKey("comment.id", ondelete="CASCADE"), index=True
    )
    created_at: Mapped[datetime] = mapped_column(index=True)
    read_at: Mapped[datetime | None]
    # When the delivery looks at it next. Null if it was mailed or will not be.
    due_at: Mapped[datetime | None]
    # Whether the delivery has looked at it once, and queued its push messages.
    is_planned: Mapped[bool] = mapped_column(
        default=False, server_default=text("false")
    )
    # The mail that tells of it, and when that was queued.
    message_id: Mapped[int | None] = mapped_column(
        ForeignKey("outbox_message.id", ondelete="SET NULL"), index=True
    )
    mailed_at: Mapped[datetime | None]


class NotificationSetting(Base):
    """A reader's choice for one kind. Without a row, the default applies."""

    __tablename__ = "notification_setting"
    __table_args__ = (UniqueConstraint("account_id", "kind"),)

    id: Mapped[Identifier]
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE")
    )
    kind: Mapped[NotificationKind]
    way: Mapped[Way] = mapped_column(server_default=text("'off'"))
    is_pushed: Mapped[bool] = mapped_column(default=False, server_default=text("false"))


class DeliverySetting(Base):
    """A reader's time zone, quiet hours and digest, and what stops their mail."""

    __tablename__ = "delivery_setting"

    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), primary_key=True
    )
    zone: Mapped[str] = mapped_column(default="", server_default=text("''"))
    quiet_from: Mapped[int | None]
    quiet_until: Mapped[int | None]
    rhythm: Mapped[Rhythm] = mapped_column(
        default=Rhythm.DAILY, server_default=text("'daily'")
    )
    digest_hour: Mapped[int] = mapped_column(
        default=DIGEST_HOUR, server_default=text("7")
    )
    weekday: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    # Stands in the links that end mail without logging in.
    stop_key: Mapped[str] = mapped_column(unique=True)
    # The address that mail came back from, how often, and since when none is sent.
    bounced_address: Mapped[str] = mapped_column(default="", server_default=text("''"))
    bounces: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    stopped_at: Mapped[datetime | None]


class StaffAlert(Base):
    """Something that staff were mailed about and that is not over yet."""

    __tablename__ = "staff_alert"

    key: Mapped[str] = mapped_column(primary_key=True)
    told_at: Mapped[datetime]
