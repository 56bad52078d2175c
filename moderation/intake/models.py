"""The table of word lists."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from auth.db.base import Base, Identifier

FALSE = sql("false")


class Nudge(Base):
    """A reader was asked to read a comment again before posting it.

    It names nobody and holds no text: it is there to be counted.
    """

    __tablename__ = "nudge"

    id: Mapped[Identifier]
    article_id: Mapped[int] = mapped_column(
        ForeignKey("article.id", ondelete="CASCADE"), index=True
    )
    shown_at: Mapped[datetime] = mapped_column(index=True)
    # When a comment was posted after it, and whether its text had been changed.
    posted_at: Mapped[datetime | None]
    is_edited: Mapped[bool] = mapped_column(default=False, server_default=FALSE)


class ListedPhrase(Base):
    """A word or phrase that holds a comment for a person, on one site."""

    __tablename__ = "listed_phrase"
    __table_args__ = (UniqueConstraint("site_id", "phrase"),)

    id: Mapped[Identifier]
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id", ondelete="CASCADE"))
    phrase: Mapped[str]
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL"), index=True
    )
