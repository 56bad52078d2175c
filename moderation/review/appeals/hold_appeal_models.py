"""The table of appeals against holds."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from auth.db.base import Base


class HoldAppeal(Base):
    """An author's appeal against a hold, at most one for each.

    A person decides the item anyway. That decision is the answer, so none is stored
    here.
    """

    __tablename__ = "hold_appeal"

    item_id: Mapped[int] = mapped_column(
        ForeignKey("review_item.id", ondelete="CASCADE"), primary_key=True
    )
    text: Mapped[str]
    created_at: Mapped[datetime]
