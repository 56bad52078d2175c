"""The table of pairings: a frame on a publisher's page that waits for a log-in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from auth.core.rules import PairingState
from auth.db.base import Base, Identifier


class Pairing(Base):
    """A frame that waits for the log-in in a window of its own.

    The frame's browser has the token in a partitioned cookie. The window learns only
    the public id, and proves with the nonce that the same browser opened it.
    """

    __tablename__ = "pairing"

    id: Mapped[Identifier]
    site_id: Mapped[int] = mapped_column(
        ForeignKey("site.id", ondelete="CASCADE"), index=True
    )
    public_id: Mapped[str] = mapped_column(unique=True)
    token_digest: Mapped[str] = mapped_column(unique=True)
    state: Mapped[PairingState]
    nonce_digest: Mapped[str | None]
    account_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    # For a window that lost the frame: the code that the reader's way back carries.
    code_digest: Mapped[str | None]
    code_until: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(index=True)
