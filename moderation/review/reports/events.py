"""The events of reports, to which other rooms react."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class CommentReported:
    """A reader or a visitor reported a comment, and it waits for a person."""

    comment_id: int
    at: datetime
