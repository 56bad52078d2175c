"""The table of sanctions against accounts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Enum, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from auth.db.base import Base, Identifier
from moderation.review.items.rules import Reason
from moderation.review.sanctions.rules import SanctionKind, stored_names

NOT_LIFTED = text("lifted_at IS NULL")
PROPOSED = text("starts_at IS NULL AND lifted_at IS NULL")


class Sanction(Base):
    """A sanction: who imposed it, why, from when and until when.

    A ban that needs a second person has no ``starts_at`` until that person confirms.
    A warning ends when its author acknowledges it.
    """

    __tablename__ = "sanction"
    __table_args__ = (
        Index(
            "ix_sanction_in_force",
            "account_id",
            sqlite_where=NOT_LIFTED,
            postgresql_where=NOT_LIFTED,
        ),
        Index(
            "ix_sanction_proposed",
            "site_id",
            "id",
            sqlite_where=PROPOSED,
            postgresql_where=PROPOSED,
        ),
        CheckConstraint(
            "kind <> 'suspend' OR ends_at IS NOT NULL", name="suspension_has_an_end"
        ),
        CheckConstraint(
            "confirmed_by_id IS NULL OR confirmed_by_id <> imposed_by_id",
            name="another_person_confirms",
        ),
    )

    id: Mapped[Identifier]
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[SanctionKind] = mapped_column(
        Enum(SanctionKind, native_enum=False, length=32, values_callable=stored_names)
    )
    reason: Mapped[Reason]
    # Only for staff: it is never shown or sent to the author.
    note: Mapped[str] = mapped_column(default="")
    words_to_author: Mapped[str] = mapped_column(default="", server_default=text("''"))
    # The decision that it was imposed with. Undoing that one lifts the sanction.
    decision_id: Mapped[int | None] = mapped_column(
        ForeignKey("decision.id", ondelete="SET NULL"), index=True
    )
    imposed_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    imposed_at: Mapped[datetime]
    confirmed_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id"), index=True
    )
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    acknowledged_at: Mapped[datetime | None]
    lifted_at: Mapped[datetime | None]
    lifted_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id"), index=True
    )
