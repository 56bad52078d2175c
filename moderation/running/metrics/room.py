"""The blueprints of the room *running*."""

from __future__ import annotations

from moderation.running.metrics import pages
from moderation.web.rooms import Room

ROOM = Room("running", pages=(pages.blueprint,))
