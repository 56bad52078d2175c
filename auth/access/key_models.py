"""The tables of API keys."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, text
from sqlalchemy.orm import Mapped, mapped_column

from auth.db.base import Base, Identifier, JsonList


class ApiKey(Base):
    """An API key of a program: shown once, stored as a digest, revocable."""

    __tablename__ = "api_key"

    id: Mapped[Identifier]
    name: Mapped[str]
    token_digest: Mapped[str] = mapped_column(unique=True)
    scopes: Mapped[JsonList]
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    # The only site that the key is good for; null for the whole newsroom.
    site_id: Mapped[int | None] = mapped_column(
        ForeignKey("site.id", ondelete="CASCADE"), index=True
    )
    # Whether its calls are those of its owner, a moderator. Their role decides then
    # what it may do.
    is_bound: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class ApiKeyUse(Base):
    """The use of a key on one day: the calls that were answered and refused."""

    __tablename__ = "api_key_use"

    key_id: Mapped[int] = mapped_column(
        ForeignKey("api_key.id", ondelete="CASCADE"), primary_key=True
    )
    day: Mapped[date] = mapped_column(primary_key=True)
    calls: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
