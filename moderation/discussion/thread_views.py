"""Plain values for the threads and comments on a page."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from auth.core.naming.names import IMPORTED
from moderation.discussion.rules import SHOWN_DEPTH, Status


@dataclass(frozen=True)
class CommentView:
    """One comment on a page. Without ``html`` it is a placeholder.

    :param language: in which it is written, if that is known.
    :param is_by_staff: whether its author works for the newsroom.
    :param is_by_author: whether its author wrote the article.
    :param parent_name: the author of the comment that it answers; ``None`` if that one
        is not visible.
    :param has_newer_text: whether a newer text waits to replace the visible one.
    """

    id: int
    author_id: int
    author_name: str
    author_slug: str
    status: Status
    html: str | None
    language: str | None
    created_at: datetime
    edited_at: datetime | None
    depth: int
    path: str
    parent_id: int | None
    parent_name: str | None
    reply_count: int
    reaction_count: int = 0
    is_pick: bool = False
    has_newer_text: bool = False
    is_by_staff: bool = False
    is_by_author: bool = False

    @property
    def shown_depth(self) -> int:
        """The depth to which the comment is indented."""
        return min(self.depth, SHOWN_DEPTH)

    @property
    def is_imported(self) -> bool:
        """Whether its author is known only from another system."""
        return self.author_slug.startswith(IMPORTED)

    @property
    def is_published(self) -> bool:
        """Whether readers see its text."""
        return self.html is not None


@dataclass(frozen=True)
class ThreadView:
    """A top-level comment, its first replies, and the key of the next ones."""

    head: CommentView
    replies: list[CommentView] = field(default_factory=list)
    more_after: str | None = None
    reply_count: int = 0


@dataclass(frozen=True)
class ThreadPage:
    """A page of threads, and the key of the next page."""

    threads: list[ThreadView]
    next_key: str | None

    @property
    def views(self) -> list[CommentView]:
        """Every comment on the page."""
        return [view for each in self.threads for view in (each.head, *each.replies)]


@dataclass(frozen=True)
class Place:
    """The position of a comment: its thread, and the key before its page."""

    thread_id: int
    after: str = ""
