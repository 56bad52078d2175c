"""The table of appeals against sanctions."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from auth.db.base import Base, Identifier
from moderation.review.appeals.rules import AppealOutcome

UNANSWERED = sql("outcome IS NULL")


class SanctionAppeal(Base):
    """An author's appeal against a sanction, at most one for each.

    Neither who imposed the sanction nor who confirmed it may answer.
    """

    __tablename__ = "sanction_appeal"
    __table_args__ = (
        Index(
            "ix_sanction_appeal_unanswered",
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
    outcome: Mapped[AppealOutcome | None]
    answer: Mapped[str] = mapped_column(default="")
    answered_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id"), index=True
    )
    answered_at: Mapped[datetime | None]
