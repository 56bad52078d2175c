"""The table of verdicts from outside."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from auth.db.base import Base, Identifier
from moderation.exchange.verdicts.rules import OutsideAction, OutsideOutcome


class OutsideVerdict(Base):
    """A verdict that another system brought, and what became of it."""

    __tablename__ = "outside_verdict"
    __table_args__ = (Index("ix_outside_verdict_source", "site_id", "source", "id"),)

    id: Mapped[Identifier]
    comment_id: Mapped[int] = mapped_column(
        ForeignKey("comment.id", ondelete="CASCADE"), index=True
    )
    revision_id: Mapped[int]
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    key_id: Mapped[int | None] = mapped_column(
        ForeignKey("api_key.id", ondelete="SET NULL"), index=True
    )
    source: Mapped[str]
    action: Mapped[OutsideAction]
    # What the system says of the text, for staff.
    reason: Mapped[str]
    outcome: Mapped[OutsideOutcome]
    created_at: Mapped[datetime]
