"""The tables of follows, mutes and notifications."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from auth.db.base import Base, Identifier
from moderation.community.rules import NotificationKind, Target

UNREAD = text("read_at IS NULL")


class Follow(Base):
    """One reader follows one thing: a reader, a thread or an article, by its id."""

    __tablename__ = "follow"
    __table_args__ = (
        UniqueConstraint("follower_id", "target", "target_id"),
        Index("ix_follow_target_target_id", "target", "target_id"),
    )

    id: Mapped[Identifier]
    follower_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE")
    )
    target: Mapped[Target]
    target_id: Mapped[int]
    created_at: Mapped[datetime]


class Mute(Base):
    """One reader mutes another: no follow, no notifications."""

    __tablename__ = "mute"
    __table_args__ = (
        UniqueConstraint("muter_id", "muted_id"),
        CheckConstraint("muter_id <> muted_id", name="not_oneself"),
    )

    id: Mapped[Identifier]
    muter_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    muted_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    created_at: Mapped[datetime]


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
    )

    id: Mapped[Identifier]
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE")
    )
    kind: Mapped[NotificationKind]
    comment_id: Mapped[int] = mapped_column(
        ForeignKey("comment.id", ondelete="CASCADE"), index=True
    )
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]


class NotificationSetting(Base):
    """A kind of notification that a reader has switched off."""

    __tablename__ = "notification_setting"
    __table_args__ = (UniqueConstraint("account_id", "kind"),)

    id: Mapped[Identifier]
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE")
    )
    kind: Mapped[NotificationKind]
