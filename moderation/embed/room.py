"""The blueprints of the room *embed*."""

from __future__ import annotations

from moderation.embed import (
    api,
    asset_pages,
    deletion_pages,
    fragment_pages,
    login_pages,
    name_pages,
    pages,
)
from moderation.web.rooms import Room

ROOM = Room(
    "embed",
    pages=(
        pages.blueprint,
        asset_pages.blueprint,
        fragment_pages.blueprint,
        login_pages.forms_blueprint,
        name_pages.blueprint,
        deletion_pages.blueprint,
    ),
    apis=(api.blueprint,),
    tokenless=(login_pages.blueprint,),
)
