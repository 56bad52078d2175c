"""The blueprints of the room *sanctions*."""

from __future__ import annotations

from moderation.review.sanctions import api
from moderation.web.rooms import Room

ROOM = Room(
    "sanctions",
    apis=(api.blueprint,),
)
