"""Readers whose mail comes back."""

from __future__ import annotations

from datetime import timedelta

from auth.core.actor import Actor
from moderation.notifications.services import settings
from tests.calling import Newsroom

LATER = timedelta(minutes=1)
ADDRESS = "Amina@reader.example"
BOUNCES = "bounces@courier.example"


def is_stopped(called: Newsroom, who: Actor) -> bool:
    """Whether a reader gets no more mail."""
    with called.database.unit_of_work(write=False) as work:
        return settings.is_stopped(work.session, who.account_id)
