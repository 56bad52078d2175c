"""The blueprints of the room *exchange*."""

from __future__ import annotations

from moderation.exchange import claim_pages, export_pages, pages
from moderation.web.rooms import Room

ROOM = Room(
    "exchange", pages=(pages.blueprint, export_pages.blueprint, claim_pages.blueprint)
)
