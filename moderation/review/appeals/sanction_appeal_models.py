"""Authors' appeals against measures."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from auth.db.base import Base, Identifier
from moderation.review.appeals.rules import Outcome

UNANSWERED = sql("outcome IS NULL")


class MeasureAppeal(Base):
    """An author's word against one measure: at most one for each.

    Neither who imposed the measure nor who confirmed it may answer.
    """

    __tablename__ = "measure_appeal"
    __table_args__ = (
        Index(
            "ix_measure_appeal_unanswered",
            "id",
            sqlite_where=UNANSWERED,
            postgresql_where=UNANSWERED,
        ),
        CheckConstraint(
            "(outcome IS NULL) = (answered_at IS NULL)", name="outcome_has_a_time"
        ),
        CheckConstraint(
            "(outcome IS NULL) = (answered_by_id IS NULL)", name="a_person_answers"
        ),
        CheckConstraint("outcome IS NULL OR answer <> ''", name="outcome_has_a_reason"),
        CheckConstraint(
            "answered_by_id <> first_decider_id", name="another_person_answers"
        ),
    )

    id: Mapped[Identifier]
    sanction_id: Mapped[int] = mapped_column(
        ForeignKey("sanction.id", ondelete="CASCADE"), unique=True
    )
    text: Mapped[str]
    created_at: Mapped[datetime]
    first_decider_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    outcome: Mapped[Outcome | None]
    answer: Mapped[str] = mapped_column(default="")
    answered_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id"), index=True
    )
    answered_at: Mapped[datetime | None]
