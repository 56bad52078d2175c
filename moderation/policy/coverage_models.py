"""The tables of coverages, and of editors' answers to suggestions."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from auth.db.base import Base, Identifier, JsonList
from moderation.policy.models import Profile

UNDER_WAY = text("begun_at IS NOT NULL AND ended_at IS NULL")


class Coverage(Base):
    """A running story: its period, its articles, and the profile that they get.

    It is active from ``begun_at`` to ``ended_at``. These are set at the planned times,
    or when somebody ends it earlier.
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
    # The only site whose articles it matches; NULL for every site.
    site_id: Mapped[int | None] = mapped_column(
        ForeignKey("site.id", ondelete="CASCADE"), index=True
    )
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
    """An editor's answer for an article whose text is about armed conflict."""

    __tablename__ = "suggestion_answer"

    article_id: Mapped[int] = mapped_column(
        ForeignKey("article.id", ondelete="CASCADE"), primary_key=True
    )
    is_conflict: Mapped[bool]
    answered_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL"), index=True
    )
    answered_at: Mapped[datetime]
