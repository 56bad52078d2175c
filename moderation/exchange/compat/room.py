"""The blueprints of the room *compat*."""

from __future__ import annotations

from moderation.exchange.compat import script_pages, story_pages
from moderation.web.rooms import Room

ROOM = Room("compat", pages=(script_pages.blueprint, story_pages.blueprint))
