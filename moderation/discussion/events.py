"""The events of comments, to which other rooms react."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from moderation.discussion.rules import Cause, Status


@dataclass(frozen=True)
class StatusChanged:
    """A comment was stored, or moved to a status. Recorded for every transition.

    :param change_id: the row of the history. It grows with each change of a comment.
    :param before: the status before; ``None`` for a new comment.
    :param is_visible: whether readers see something else now.
    """

    comment_id: int
    change_id: int
    before: Status | None
    after: Status
    cause: Cause
    is_visible: bool
    at: datetime


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


@dataclass(frozen=True)
class CommentErased:
    """Every text of a comment was erased, at its author's request."""

    comment_id: int
    at: datetime


@dataclass(frozen=True)
class ArticleOpened:
    """An article takes comments: it is new, or was opened again."""

    article_id: int
    at: datetime


@dataclass(frozen=True)
class ArticleClosed:
    """An article takes no more comments."""

    article_id: int
    at: datetime
