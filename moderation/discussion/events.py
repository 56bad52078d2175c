"""What happens to a comment that other rooms follow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class CommentPublished:
    """Readers see a comment that they did not see before."""

    comment_id: int
    at: datetime
