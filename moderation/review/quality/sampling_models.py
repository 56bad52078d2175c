"""The tables of the audit sample: its plan and its draws."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from auth.db.base import Base, Identifier


class SamplingPlan(Base):
    """The share of published comments to draw. The newest row applies."""

    __tablename__ = "sampling_plan"
    __table_args__ = (
        CheckConstraint("share >= 0 AND share <= 1", name="share_is_one"),
        CheckConstraint("most_a_day >= 0", name="most_not_negative"),
    )

    id: Mapped[Identifier]
    share: Mapped[float]
    most_a_day: Mapped[int]
    set_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL"), index=True
    )
    set_at: Mapped[datetime]


class AuditDraw(Base):
    """A published comment that was drawn for a blind review.

    ``probability`` is the probability of the draw. One divided by it is the number of
    comments that this one represents.
    """

    __tablename__ = "audit_draw"
    __table_args__ = (
        CheckConstraint("probability > 0 AND probability <= 1", name="a_probability"),
    )

    id: Mapped[Identifier]
    revision_id: Mapped[int] = mapped_column(
        ForeignKey("revision.id", ondelete="CASCADE"), unique=True
    )
    comment_id: Mapped[int] = mapped_column(
        ForeignKey("comment.id", ondelete="CASCADE"), index=True
    )
    probability: Mapped[float]
    drawn_at: Mapped[datetime] = mapped_column(index=True)
