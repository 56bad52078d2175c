"""Batches: one decision on many items."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, text
from sqlalchemy.orm import Mapped, mapped_column

from auth.db.base import Base, Identifier, Json, JsonList
from moderation.review.items.rules import Action, Reason


class Batch(Base):
    """One decision on many items: which, and how far it has come."""

    __tablename__ = "batch"

    id: Mapped[Identifier]
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id", ondelete="CASCADE"))
    moderator_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    action: Mapped[Action]
    reason: Mapped[Reason | None]
    note: Mapped[str] = mapped_column(default="")
    words_to_author: Mapped[str] = mapped_column(default="", server_default=text("''"))
    # The sanction that it came with, where it rejects what waited of its author.
    sanction_id: Mapped[int | None] = mapped_column(
        ForeignKey("sanction.id", ondelete="SET NULL"), index=True
    )
    # Item and revision of each, as they stood when the batch was begun, and, while the
    # batch could still take it back, its decision.
    chosen: Mapped[JsonList]
    reached: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    done: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    # Why some were left as they are, and how many.
    refused: Mapped[Json]
    created_at: Mapped[datetime]
    stopped_at: Mapped[datetime | None]
