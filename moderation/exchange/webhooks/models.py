"""The tables of endpoints, of messages, and of their deliveries."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from auth.db.base import Base, Identifier, Json, JsonList
from moderation.exchange.webhooks.rules import (
    DeliveryState,
    DisabledBecause,
    MessageType,
)

QUEUED = text("state = 'queued'")
COLLAPSING = text("state = 'queued' AND collapses_as IS NOT NULL")


class WebhookEndpoint(Base):
    """A URL of another system, and what it is told.

    While it is sent to, the row is leased, so that one process at a time does so.
    """

    __tablename__ = "webhook_endpoint"

    id: Mapped[Identifier]
    url: Mapped[str]
    note: Mapped[str] = mapped_column(default="", server_default=text("''"))
    # The only site whose events it is told; null for every site.
    site_id: Mapped[int | None] = mapped_column(
        ForeignKey("site.id", ondelete="CASCADE"), index=True
    )
    # The types of messages that it is sent; empty for all.
    types: Mapped[JsonList] = mapped_column(default=list)
    # Sealed: see auth/core/sealing.py.
    secret: Mapped[str]
    former_secret: Mapped[str | None]
    former_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL"), index=True
    )
    disabled_at: Mapped[datetime | None]
    disabled_because: Mapped[DisabledBecause | None]
    # Failures in a row, and since when.
    failures: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    failing_since: Mapped[datetime | None]
    rests_until: Mapped[datetime | None]
    lease_token: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0, server_default=text("0"))


class WebhookMessage(Base):
    """Something that happened, as it is told to every endpoint.

    ``body`` is written once, by the first process that sends the message.
    """

    __tablename__ = "webhook_message"

    id: Mapped[Identifier]
    key: Mapped[str] = mapped_column(unique=True)
    type: Mapped[MessageType]
    site_id: Mapped[int | None] = mapped_column(
        ForeignKey("site.id", ondelete="CASCADE"), index=True
    )
    data: Mapped[Json]
    body: Mapped[str | None]
    happened_at: Mapped[datetime] = mapped_column(index=True)


class WebhookDelivery(Base):
    """The delivery of a message to an endpoint, with its latest try."""

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        UniqueConstraint("message_id", "endpoint_id"),
        Index(
            "ix_webhook_delivery_due",
            "endpoint_id",
            "due_at",
            sqlite_where=QUEUED,
            postgresql_where=QUEUED,
        ),
        Index(
            "ix_webhook_delivery_collapsing",
            "endpoint_id",
            "collapses_as",
            sqlite_where=COLLAPSING,
            postgresql_where=COLLAPSING,
        ),
        Index("ix_webhook_delivery_endpoint_newest", "endpoint_id", "id"),
        Index("ix_webhook_delivery_settled_at", "settled_at"),
    )

    id: Mapped[Identifier]
    message_id: Mapped[int] = mapped_column(
        ForeignKey("webhook_message.id", ondelete="CASCADE")
    )
    endpoint_id: Mapped[int] = mapped_column(
        ForeignKey("webhook_endpoint.id", ondelete="CASCADE")
    )
    state: Mapped[DeliveryState] = mapped_column(default=DeliveryState.QUEUED)
    tries: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    queued_at: Mapped[datetime]
    due_at: Mapped[datetime]
    tried_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    status: Mapped[int | None]
    error: Mapped[str] = mapped_column(default="", server_default=text("''"))
    # What a queued delivery already tells, so that a second one is not needed.
    collapses_as: Mapped[str | None]
    milliseconds: Mapped[int | None]

    message: Mapped[WebhookMessage] = relationship(lazy="raise_on_sql")
