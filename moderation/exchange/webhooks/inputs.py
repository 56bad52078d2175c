"""The inputs of changes to endpoints and deliveries, one dataclass for each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from moderation.exchange.webhooks.rules import MessageType


@dataclass(frozen=True, kw_only=True)
class AddEndpoint:
    """Add an endpoint.

    :param types: the types of messages that it is sent; empty for all.
    :param site_id: the only site whose events it is told; ``None`` for every site.
    """

    url: str
    types: tuple[MessageType, ...] = ()
    site_id: int | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class ChangeEndpoint:
    """Change an endpoint, disable it, or enable it again."""

    endpoint_id: int
    url: str
    types: tuple[MessageType, ...] = ()
    site_id: int | None = None
    note: str = ""
    is_enabled: bool = True


@dataclass(frozen=True)
class ReplayDelivery:
    """Send one message again."""

    delivery_id: int


@dataclass(frozen=True)
class ReplayFailed:
    """Send again everything to an endpoint that failed.

    :param since: when the events happened at the earliest; ``None`` for all.
    """

    endpoint_id: int
    since: datetime | None = None


@dataclass(frozen=True)
class OfEndpoint:
    """Rotate an endpoint's secret, or send it a test message."""

    endpoint_id: int
