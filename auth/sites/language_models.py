"""Who has reviewed the translation of a language."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from auth.db.base import Base


class LanguageReview(Base):
    """The native speaker who has read a translation that a machine made."""

    __tablename__ = "language_review"

    language: Mapped[str] = mapped_column(primary_key=True)
    # A name, as the newsroom wants to show it to its staff.
    reviewer: Mapped[str] = mapped_column(default="")
    reviewed_at: Mapped[datetime]
