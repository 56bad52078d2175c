"""What a page shows of threads and their comments: plain values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from moderation.discussion.rules import SHOWN_DEPTH, Status


@dataclass(frozen=True)
class CommentView:
    """One comment as a page shows it; without ``html`` it is a placeholder.

    :param is_by_staff: whether its author works for the newsroom.
    :param parent_name: who wrote what it answers; ``None`` if that is not on show.
    :param has_newer_text: whether a newer text waits to replace the one on show.
    """

    id: int
    author_id: int
    author_name: str
    author_slug: str
    status: Status
    html: str | None
    created_at: datetime
    edited_at: datetime | None
    depth: int
    path: str
    parent_id: int | None
    parent_name: str | None
    reply_count: int
    has_newer_text: bool = False
    is_by_staff: bool = False

    @property
    def shown_depth(self) -> int:
        """How far the comment is indented."""
        return min(self.depth, SHOWN_DEPTH)

    @property
    def is_published(self) -> bool:
        """Whether readers see its text."""
        return self.html is not None


@dataclass(frozen=True)
class ThreadView:
    """A thread's head, its first replies, and where the next ones begin."""

    head: CommentView
    replies: list[CommentView] = field(default_factory=list)
    more_after: str | None = None
    reply_count: int = 0


@dataclass(frozen=True)
class ThreadPage:
    """A page of threads and the key at which the next page begins."""

    threads: list[ThreadView]
    next_key: str | None

    @property
    def views(self) -> list[CommentView]:
        """Every comment on the page."""
        return [view for each in self.threads for view in (each.head, *each.replies)]


@dataclass(frozen=True)
class Place:
    """Where a comment stands: in which thread, on the page that begins after a key."""

    thread_id: int
    after: str = ""
