"""The tables of the Transparency Database: settings of sites, and statements."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from auth.core.translation import LazyText
from auth.db.base import Base, Identifier, Json, JsonList
from moderation.compliance.transparency.rules import Source, Target
from moderation.compliance.transparency.states import StatementState
from moderation.platform.stored_texts import StoredText

QUEUED = text("state = 'queued'")


class TransparencySetting(Base):
    """Where the statements of a site go, and how far they were gathered.

    The lease makes sure that one batch of a site is under way at a time.
    """

    __tablename__ = "transparency_setting"

    id: Mapped[Identifier]
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), unique=True)
    target: Mapped[Target]
    # The Commission names the host of the sandbox when a platform registers.
    sandbox_url: Mapped[str] = mapped_column(default="", server_default=text("''"))
    sandbox_token: Mapped[str] = mapped_column(default="", server_default=text("''"))
    production_token: Mapped[str] = mapped_column(default="", server_default=text("''"))
    countries: Mapped[JsonList] = mapped_column(default=list)
    reports_holds: Mapped[bool] = mapped_column(
        default=True, server_default=text("true")
    )
    # Everything before these moments was gathered.
    gathered_until: Mapped[datetime]
    held_until: Mapped[datetime]
    # Why nothing is sent at the moment, and when it is tried again.
    problem: Mapped[LazyText | None] = mapped_column(
        StoredText, nullable=False, server_default=text("''")
    )
    retry_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    lease_token: Mapped[str | None]
    lease_until: Mapped[datetime | None]


class TransparencyStatement(Base):
    """A statement for the database. It holds no personal data."""

    __tablename__ = "transparency_statement"
    __table_args__ = (
        UniqueConstraint("site_id", "target", "source", "source_id"),
        Index(
            "ix_transparency_statement_queued",
            "site_id",
            "id",
            sqlite_where=QUEUED,
            postgresql_where=QUEUED,
        ),
    )

    id: Mapped[Identifier]
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    target: Mapped[Target]
    source: Mapped[Source]
    source_id: Mapped[int]
    puid: Mapped[str]
    fields: Mapped[Json] = mapped_column(default=dict)
    state: Mapped[StatementState]
    # The messages of the database for each field that it refused.
    errors: Mapped[Json] = mapped_column(default=dict)
    uuid: Mapped[str] = mapped_column(default="", server_default=text("''"))
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
