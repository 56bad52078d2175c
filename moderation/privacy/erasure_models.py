"""The table of erasures that were carried out in this database."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from auth.db.base import Base, Identifier


class ErasureRecord(Base):
    """An entry of the ledger that this database has carried out.

    It refers to no row: the account of an entry may have been made after the backup
    from which this database was restored.
    """

    __tablename__ = "erasure_record"
    __table_args__ = (UniqueConstraint("account_id", "due_at"),)

    id: Mapped[Identifier]
    account_id: Mapped[int]
    due_at: Mapped[datetime]
    erased_at: Mapped[datetime]
