"""The blueprints of the room *embed*."""

from __future__ import annotations

from moderation.embed import asset_pages, login_pages, pages
from moderation.web.rooms import Room

ROOM = Room(
    "embed",
    pages=(
        pages.blueprint,
        asset_pages.blueprint,
        login_pages.forms_blueprint,
    ),
    tokenless=(login_pages.blueprint,),
)
