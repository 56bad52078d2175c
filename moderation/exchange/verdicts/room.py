"""The blueprints of the room *verdicts*."""

from __future__ import annotations

from moderation.exchange.verdicts import api
from moderation.web.rooms import Room

ROOM = Room("verdicts", apis=(api.blueprint,))
