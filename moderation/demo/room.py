"""The blueprints of the room *demo*."""

from __future__ import annotations

from moderation.demo import outbox_page
from moderation.web.rooms import Room

ROOM = Room(
    "demo",
    pages=(outbox_page.blueprint,),
)
