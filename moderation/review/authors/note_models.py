"""The table of staff notes on an account, which its owner never reads."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from auth.db.base import Base, Identifier


class AccountNote(Base):
    """A note by a member of staff about an account, only for colleagues."""

    __tablename__ = "account_note"
    __table_args__ = (Index("ix_account_note_account_newest", "account_id", "id"),)

    id: Mapped[Identifier]
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE")
    )
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id", ondelete="CASCADE"))
    written_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL"), index=True
    )
    text: Mapped[str]
    created_at: Mapped[datetime]
