"""The blueprints of the room *privacy*."""

from __future__ import annotations

from moderation.privacy import api, pages
from moderation.web.rooms import Room

ROOM = Room(
    "privacy",
    pages=(pages.blueprint,),
    apis=(api.blueprint,),
)
