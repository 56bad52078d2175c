"""The blueprints of the room *notifications*."""

from __future__ import annotations

from moderation.notifications import pages, settings_pages, stop_pages
from moderation.web.rooms import Room

ROOM = Room(
    "notifications",
    pages=(pages.blueprint, settings_pages.blueprint),
    # Providers of mail send no form token.
    tokenless=(stop_pages.blueprint,),
)
