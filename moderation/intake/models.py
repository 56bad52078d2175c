"""The table of word lists."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from auth.db.base import Base, Identifier


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
