"""The events of appeals, to which other rooms react."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class AppealOpened:
    """An author appealed against a decision, a hold or a sanction.

    :param comment_id: the comment in question; ``None`` for a sanction.
    :param site_id: the site of the sanction; ``None`` for a comment.
    """

    account_id: int
    comment_id: int | None
    site_id: int | None
    at: datetime


@dataclass(frozen=True)
class AppealAnswered:
    """Another person answered an appeal. Its fields are those of ``AppealOpened``."""

    account_id: int
    comment_id: int | None
    site_id: int | None
    at: datetime
