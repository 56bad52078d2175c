"""The blueprints of the room *discussion*."""

from __future__ import annotations

from moderation.discussion import api, articles_page, pages
from moderation.web.rooms import Room

ROOM = Room(
    "discussion",
    pages=(
        articles_page.blueprint,
        pages.blueprint,
    ),
    apis=(api.blueprint,),
)
