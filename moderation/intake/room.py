"""The blueprints of the room *intake*."""

from __future__ import annotations

from moderation.intake import api, pages, report_pages
from moderation.intake.before_posting import preview_pages
from moderation.web.rooms import Room

ROOM = Room(
    "intake",
    pages=(
        pages.blueprint,
        report_pages.blueprint,
        preview_pages.blueprint,
    ),
    apis=(api.blueprint,),
)
