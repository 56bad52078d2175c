"""Staff notes on an account. Its owner never reads them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from auth.db.base import Base, Identifier


class AccountNote(Base):
    """What a member of staff wrote down about an account, for colleagues alone."""

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
