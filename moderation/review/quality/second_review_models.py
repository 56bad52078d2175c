"""The tables of second reviews and of their shares."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from auth.db.base import Base, Identifier


class BlindPlan(Base):
    """The shares of decisions and of items reviewed blind. The newest row applies."""

    __tablename__ = "blind_plan"
    __table_args__ = (
        CheckConstraint("second_share BETWEEN 0 AND 1", name="second_share_is_one"),
        CheckConstraint("blind_share BETWEEN 0 AND 1", name="blind_share_is_one"),
    )

    id: Mapped[Identifier]
    second_share: Mapped[float]
    blind_share: Mapped[float]
    set_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    set_at: Mapped[datetime]


class SecondReview(Base):
    """A decision that somebody else repeats blind, and their decision."""

    __tablename__ = "second_review"

    id: Mapped[Identifier]
    first_id: Mapped[int] = mapped_column(
        ForeignKey("decision.id", ondelete="CASCADE"), unique=True
    )
    item_id: Mapped[int] = mapped_column(
        ForeignKey("review_item.id", ondelete="CASCADE"), index=True
    )
    second_id: Mapped[int | None] = mapped_column(
        ForeignKey("decision.id", ondelete="CASCADE"), unique=True
    )
