"""The blueprints of the room *decisions*."""

from __future__ import annotations

from moderation.review.decisions import api, batch_pages, comment_pages, pages
from moderation.web.rooms import Room

ROOM = Room(
    "decisions",
    pages=(
        batch_pages.blueprint,
        comment_pages.blueprint,
        pages.blueprint,
    ),
    apis=(api.blueprint,),
)
