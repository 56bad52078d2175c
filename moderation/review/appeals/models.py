"""The table of appeals against decisions."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from auth.db.base import Base, Identifier
from moderation.review.appeals.rules import AppealOutcome


class Appeal(Base):
    """An author's appeal against a decision, at most one for each.

    Its item in the queue can only be decided by somebody other than the first
    moderator. An outcome always has a person and a reason.
    """

    __tablename__ = "appeal"
    __table_args__ = (
        CheckConstraint(
            "(outcome IS NULL) = (decided_at IS NULL)", name="outcome_has_a_time"
        ),
        CheckConstraint(
            "(outcome IS NULL) = (answer_id IS NULL)", name="a_person_decides"
        ),
    )

    id: Mapped[Identifier]
    decision_id: Mapped[int] = mapped_column(
        ForeignKey("decision.id", ondelete="CASCADE"), unique=True
    )
    item_id: Mapped[int] = mapped_column(
        ForeignKey("review_item.id", ondelete="CASCADE"), index=True
    )
    author_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    text: Mapped[str]
    created_at: Mapped[datetime]
    outcome: Mapped[AppealOutcome | None]
    # The decision of the other person, which is the answer.
    answer_id: Mapped[int | None] = mapped_column(
        ForeignKey("decision.id", ondelete="CASCADE"), index=True
    )
    decided_at: Mapped[datetime | None]
