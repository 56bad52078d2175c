"""The events of comments, to which other rooms react."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from moderation.discussion.rules import Status


@dataclass(frozen=True)
class CommentPublished:
    """A comment became visible to readers."""

    comment_id: int
    at: datetime


@dataclass(frozen=True)
class CommentEdited:
    """An author edited a comment. The new text waits for its verdict.

    :param status_before: the status before the edit. A rejected comment becomes held.
    """

    comment_id: int
    status_before: Status
    at: datetime


@dataclass(frozen=True)
class CommentDeleted:
    """An author deleted a comment."""

    comment_id: int
    at: datetime
