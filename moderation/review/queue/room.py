"""The blueprints of the room *queue*."""

from __future__ import annotations

from moderation.review.queue import (
    decided_pages,
    item_pages,
    pages,
    presence_api,
    saved_view_pages,
)
from moderation.web.rooms import Room

ROOM = Room(
    "queue",
    pages=(
        pages.blueprint,
        decided_pages.blueprint,
        item_pages.blueprint,
        saved_view_pages.blueprint,
    ),
    apis=(presence_api.blueprint,),
)
