"""Who follows whom and what, who blocks whom, and the notices that come of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from auth.db.base import Base, Identifier
from moderation.community.rules import NoticeKind, Target

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


class Block(Base):
    """One reader wants nothing of another: no follow, no notices."""

    __tablename__ = "block"
    __table_args__ = (
        UniqueConstraint("blocker_id", "blocked_id"),
        CheckConstraint("blocker_id <> blocked_id", name="not_oneself"),
    )

    id: Mapped[Identifier]
    blocker_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE")
    )
    blocked_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    created_at: Mapped[datetime]


class Notice(Base):
    """Something that a reader is told.

    Notices join their comment whenever they are read, so that what is hidden later
    takes its notices with it.
    """

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("account_id", "kind", "comment_id"),
        Index(
            "ix_notice_unread",
            "account_id",
            "id",
            sqlite_where=UNREAD,
            postgresql_where=UNREAD,
        ),
        Index("ix_notice_account_id_id", "account_id", "id"),
    )

    id: Mapped[Identifier]
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE")
    )
    kind: Mapped[NoticeKind]
    comment_id: Mapped[int] = mapped_column(
        ForeignKey("comment.id", ondelete="CASCADE"), index=True
    )
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]


class NoticeSetting(Base):
    """A kind of notice that a reader has switched off."""

    __tablename__ = "notice_setting"
    __table_args__ = (UniqueConstraint("account_id", "kind"),)

    id: Mapped[Identifier]
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE")
    )
    kind: Mapped[NoticeKind]
