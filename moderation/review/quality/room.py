"""The blueprints of the room *quality*."""

from __future__ import annotations

from moderation.review.quality import agreement_pages
from moderation.web.rooms import Room

ROOM = Room(
    "quality",
    pages=(agreement_pages.blueprint,),
)
