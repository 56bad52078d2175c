"""The blueprints of the room *authors*."""

from __future__ import annotations

from moderation.review.authors import note_pages, pages
from moderation.web.rooms import Room

ROOM = Room(
    "authors",
    pages=(
        note_pages.blueprint,
        pages.blueprint,
    ),
)
