"""The sending of push messages."""

from __future__ import annotations

from datetime import datetime

from moderation.notifications.push.posting import Poster
from moderation.notifications.services import pushing
from tests.calling import Newsroom
from tests.mailbox import BASE_URL, deliver


def queue(called: Newsroom, at: datetime | None = None) -> None:
    """Queue the push messages that are due, as the delivery does."""
    deliver(called.database, at or datetime.now(called.now.tzinfo))


def sent(called: Newsroom, poster: Poster) -> int:
    """Send what is due; return how many messages were sent."""
    return pushing.send_due(called.database, poster, base_url=BASE_URL)
