"""The tables of follows, mutes and reactions."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from auth.db.base import Base, Identifier
from moderation.community.rules import Target


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


class Reaction(Base):
    """A reader recommends a comment. It is counted in ``comment.reaction_count``."""

    __tablename__ = "reaction"
    __table_args__ = (UniqueConstraint("reader_id", "comment_id"),)

    id: Mapped[Identifier]
    comment_id: Mapped[int] = mapped_column(
        ForeignKey("comment.id", ondelete="CASCADE"), index=True
    )
    reader_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    created_at: Mapped[datetime]
