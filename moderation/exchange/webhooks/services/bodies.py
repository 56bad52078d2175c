"""Writes the body of a message, once."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy.orm import Session

from auth.core.models import Site
from auth.sites.lookup import origin_of
from moderation.exchange.webhooks.models import WebhookMessage


def body_of(session: Session, message: WebhookMessage, *, base_url: str) -> bytes:
    """Return the body of *message*. It is the same at every try.

    :param base_url: the origin of the newsroom, for a site without one of its own.
    """
    if message.body is None:
        message.body = json.dumps(
            content(session, message, base_url=base_url), separators=(",", ":")
        )
    return message.body.encode()


def content(
    session: Session, message: WebhookMessage, *, base_url: str
) -> dict[str, Any]:
    """Return what a message says: its type, when it happened, and the data."""
    data = dict(message.data)
    path = data.get("url")
    if isinstance(path, str) and path.startswith("/"):
        site = session.get(Site, message.site_id) if message.site_id else None
        origin = origin_of(session, site, base_url=base_url) if site else base_url
        data["url"] = origin + path
    return {
        "type": message.type.value,
        "timestamp": message.happened_at.isoformat().replace("+00:00", "Z"),
        "data": data,
    }
