"""Finds the comments of a page that look as they did when it was rendered before.

Most changes of a discussion are one new comment. The others need not be rendered again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from auth.core.models import Site
from moderation.discussion.models import Article
from moderation.discussion.thread_views import CommentView
from moderation.web.public_part.slots import COMMENT, Pieces, Slot


@dataclass(frozen=True)
class ShownArticle:
    """What a comment shows of its article."""

    key: str
    closed_at: datetime | None
    pinned_comment_id: int | None


@dataclass(frozen=True)
class Around:
    """What a comment shows beside itself, for a page with the same address and look."""

    site_version: int
    article: ShownArticle


def around(site: Site, article: Article) -> Around:
    """Return what the comments of an article show beside themselves."""
    shown = ShownArticle(article.key, article.closed_at, article.pinned_comment_id)
    return Around(site.version, shown)


def slots_of_unchanged(
    pieces: Pieces, before: Mapping[int, CommentView], now: Mapping[int, CommentView]
) -> dict[int, Slot]:
    """Return the slots of the comments that are the same in both, by their ids.

    :param pieces: the page as it was rendered with the views *before*.
    """
    slots = {piece.key: piece for piece in pieces if isinstance(piece, Slot)}
    return {
        number: slots[COMMENT, number]
        for number, view in now.items()
        if (COMMENT, number) in slots and before[number] == view
    }
