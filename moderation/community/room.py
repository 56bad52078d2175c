"""The blueprints of the room *community*."""

from __future__ import annotations

from moderation.community import (
    feed_pages,
    pages,
    pick_pages,
    reaction_pages,
    site_pages,
    sites_pages,
)
from moderation.web.rooms import Room

ROOM = Room(
    "community",
    pages=(
        pages.blueprint,
        pick_pages.blueprint,
        reaction_pages.blueprint,
        site_pages.blueprint,
        sites_pages.blueprint,
        feed_pages.blueprint,
    ),
)
