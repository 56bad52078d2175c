"""The table of reports by visitors without an account."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from auth.db.base import Base, Identifier
from moderation.review.items.rules import ReportReason


class VisitorReport(Base):
    """A visitor's report that a text breaks the rules, one per network and text.

    The network address is stored as a keyed digest for 30 days. It is only for
    counting.
    """

    __tablename__ = "visitor_report"
    __table_args__ = (UniqueConstraint("revision_id", "network_digest"),)

    id: Mapped[Identifier]
    comment_id: Mapped[int] = mapped_column(
        ForeignKey("comment.id", ondelete="CASCADE"), index=True
    )
    revision_id: Mapped[int]
    network_digest: Mapped[str]
    reason: Mapped[ReportReason]
    note: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
