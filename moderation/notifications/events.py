"""The events of notifications, to which other rooms react."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from moderation.notifications.rules import Trouble


@dataclass(frozen=True)
class StaffAlerted:
    """Staff are told that something at a site waits too long.

    :param count: how much waits.
    :param since: since when the oldest of it waits.
    """

    trouble: Trouble
    site_id: int
    count: int
    since: datetime
    at: datetime
