"""The blueprints of the room *notifications*."""

from __future__ import annotations

from moderation.notifications import (
    bounce_pages,
    pages,
    push_pages,
    settings_pages,
    stop_pages,
)
from moderation.web.rooms import Room

ROOM = Room(
    "notifications",
    pages=(pages.blueprint, settings_pages.blueprint, push_pages.blueprint),
    # Providers of mail, relays and service workers send no form token.
    tokenless=(stop_pages.blueprint, bounce_pages.blueprint, push_pages.renewals),
)
