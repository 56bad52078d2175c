"""The table of batches: one decision on many items."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, text
from sqlalchemy.orm import Mapped, mapped_column

from auth.db.base import Base, Identifier, Json, JsonList
from moderation.review.items.rules import Action, Reason


class Batch(Base):
    """One decision on many items, and its progress."""

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
    # The sanction that it belongs to, if it rejects an author's waiting comments.
    sanction_id: Mapped[int | None] = mapped_column(
        ForeignKey("sanction.id", ondelete="SET NULL"), index=True
    )
    # The item and revision of each at the start of the batch, and its decision while
    # the batch can still undo it.
    chosen: Mapped[JsonList]
    reached: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    done: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    # The reasons why some were skipped, with their numbers.
    refused: Mapped[Json]
    created_at: Mapped[datetime]
    stopped_at: Mapped[datetime | None]
