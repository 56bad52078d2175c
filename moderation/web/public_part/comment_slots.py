"""Renders the comments of a page, each in a slot of its own.

Most changes of a discussion are one new comment. So the slots of the others are taken
over from the page as it was rendered before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app

from auth.core.formats import timestamps
from auth.core.models import Site
from moderation.discussion.models import Article
from moderation.discussion.thread_views import CommentView
from moderation.web.languages.compiling import called
from moderation.web.public_part.alike_comments import texts_of
from moderation.web.public_part.slots import COMMENT, Pieces, Slot, pieces_of


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


def of(
    views: Mapping[int, CommentView],
    around: Around,
    context: Mapping[str, Any],
    *,
    in_thread: bool,
) -> Iterator[tuple[int, Slot]]:
    """Yield the slot of each comment with its id.

    :param context: the values that all comments share.
    :param in_thread: whether they stand on the page of a thread.
    """
    template = current_app.jinja_env.get_template("discussion/_comment.html")
    comment = template.make_module(dict(context)).comment  # type: ignore[attr-defined]  # A macro of the template.
    article, personal = around.article, context["personal"]
    shared = (article, context["signed_in"], personal, in_thread)
    rendered = texts_of(
        views.values(),
        lambda view: called(comment, (view, *shared)),
        timestamps(),
        apart=article.pinned_comment_id,
    )
    for number, text in rendered:
        yield number, Slot((COMMENT, number), pieces_of(text))


def of_unchanged(
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
