"""The blueprints of the room *appeals*."""

from __future__ import annotations

from moderation.review.appeals import api, pages
from moderation.web.rooms import Room

ROOM = Room(
    "appeals",
    pages=(pages.blueprint,),
    apis=(api.blueprint,),
)
