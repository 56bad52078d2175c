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
    """An author gave a comment a new text, which waits for its verdict.

    :param status_before: what the comment was. A rejected one becomes held.
    """

    comment_id: int
    status_before: Status
    at: datetime


@dataclass(frozen=True)
class CommentDeleted:
    """An author deleted a comment."""

    comment_id: int
    at: datetime
