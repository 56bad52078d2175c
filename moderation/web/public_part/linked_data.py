"""What search engines read of a thread, in the words of schema.org."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import url_for

from moderation.discussion.models import Article
from moderation.discussion.text import in_one_line
from moderation.discussion.thread_views import CommentView


def of_thread(
    article: Article, head: CommentView, others: Sequence[CommentView]
) -> dict[str, Any] | None:
    """Return a thread as a posting with its comments; ``None`` if its head is hidden.

    :param others: the replies on the page. Hidden ones are left out.
    """
    if not head.is_published:
        return None
    address = url_for("discussion.thread", thread_id=head.id, _external=True)
    replies = [
        {"@type": "Comment", **_written(view)} for view in others if view.is_published
    ]
    return {
        "@context": "https://schema.org",
        "@type": "DiscussionForumPosting",
        "headline": article.headline,
        "url": address,
        "mainEntityOfPage": address,
        **_written(head),
        "comment": replies,
    }


def _written(view: CommentView) -> dict[str, Any]:
    return {
        "author": {"@type": "Person", "name": view.author_name},
        "datePublished": view.created_at.isoformat(),
        "text": in_one_line(view.html or ""),
    }
