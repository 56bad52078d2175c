"""Conflict coverage as one object, and editors' answers to what was suggested."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from auth.db.base import Base, Identifier, JsonList
from moderation.policy.models import Profile

UNDER_WAY = text("begun_at IS NOT NULL AND ended_at IS NULL")


class Coverage(Base):
    """A time of coverage: which articles belong to it, and which profile they take.

    It is under way from ``begun_at`` to ``ended_at``, which are set when the times
    that were planned come, or when somebody ends it.
    """

    __tablename__ = "coverage"
    __table_args__ = (
        CheckConstraint("ends_at IS NULL OR ends_at > starts_at", name="ends_later"),
        Index(
            "ix_coverage_under_way",
            "id",
            sqlite_where=UNDER_WAY,
            postgresql_where=UNDER_WAY,
        ),
    )

    id: Mapped[Identifier]
    name: Mapped[str]
    profile_id: Mapped[int] = mapped_column(ForeignKey("profile.id"), index=True)
    subjects: Mapped[JsonList]
    sections: Mapped[JsonList]
    tags: Mapped[JsonList]
    words: Mapped[JsonList]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    review_at: Mapped[datetime]
    begun_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    reason: Mapped[str]
    created_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL"), index=True
    )
    created_at: Mapped[datetime]

    profile: Mapped[Profile] = relationship(lazy="raise_on_sql")


class SuggestionAnswer(Base):
    """What an editor said of an article whose text speaks of armed conflict."""

    __tablename__ = "suggestion_answer"

    article_id: Mapped[int] = mapped_column(
        ForeignKey("article.id", ondelete="CASCADE"), primary_key=True
    )
    is_conflict: Mapped[bool]
    answered_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL"), index=True
    )
    answered_at: Mapped[datetime]
