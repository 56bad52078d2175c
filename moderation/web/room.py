"""The blueprints of the room *web*."""

from __future__ import annotations

from moderation.web import health
from moderation.web.api_docs import documentation
from moderation.web.languages import pages as languages
from moderation.web.public_part import live_page
from moderation.web.rooms import Room

ROOM = Room(
    "web",
    pages=(
        documentation.blueprint,
        health.blueprint,
        languages.blueprint,
        live_page.blueprint,
    ),
)
