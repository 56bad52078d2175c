"""The blueprints of the room *webhooks*."""

from __future__ import annotations

from moderation.exchange.webhooks import api, pages
from moderation.web.rooms import Room

ROOM = Room("webhooks", pages=(pages.blueprint,), apis=(api.blueprint,))
