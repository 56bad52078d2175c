"""What can be followed, and what a reader is told of."""

from __future__ import annotations

from enum import StrEnum


class Target(StrEnum):
    """What a reader follows."""

    READER = "reader"
    THREAD = "thread"
    ARTICLE = "article"


class NoticeKind(StrEnum):
    """What a notice is about."""

    REPLY = "reply"
    """Somebody answered one's own comment."""
    READER_WROTE = "reader_wrote"
    """A followed reader commented or replied."""
    NEW_IN_THREAD = "new_in_thread"
    NEW_IN_ARTICLE = "new_in_article"
    DECIDED = "decided"
    """A moderator decided on one's own comment."""
    CORRECTED = "corrected"
    """Such a decision, of which its author had read, was taken back."""


GROUPED = frozenset({NoticeKind.NEW_IN_THREAD, NoticeKind.NEW_IN_ARTICLE})
"""Kinds that are shown as one line with a count for each thread or article."""

KIND_WORDS: dict[NoticeKind, str] = {
    NoticeKind.REPLY: "Replies to my comments",
    NoticeKind.READER_WROTE: "Comments by readers whom I follow",
    NoticeKind.NEW_IN_THREAD: "New replies in threads that I follow",
    NoticeKind.NEW_IN_ARTICLE: "New comments on articles that I follow",
    NoticeKind.DECIDED: "Decisions of moderators on my comments",
    NoticeKind.CORRECTED: "Such decisions when they are taken back",
}
