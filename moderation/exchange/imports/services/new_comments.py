"""Prepares imported comments: their text, their status, and the columns of the row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from auth.core.errors import InvalidError
from moderation.discussion import text as texts
from moderation.discussion.rules import Status
from moderation.exchange.imports.formats.records import ImportedState, TextFormat
from moderation.exchange.imports.html_text import to_markdown
from moderation.exchange.imports.names import cleaned_text
from moderation.exchange.imports.staging import StagedComment

STATUS_OF = {
    ImportedState.PUBLISHED: Status.PUBLISHED,
    ImportedState.APPROVED: Status.PUBLISHED,
    ImportedState.PENDING: Status.HELD,
    ImportedState.REJECTED: Status.REJECTED,
    ImportedState.SPAM: Status.REJECTED,
    ImportedState.DELETED: Status.DELETED,
    ImportedState.PLACEHOLDER: Status.DELETED,
}
NO_TEXT = texts.CommentText("", "", "")
HOWEVER_LONG = 1_000_000_000
"""Texts that another system took are never cut."""


@dataclass
class NewComment:
    """A comment on its way into the database."""

    source: StagedComment
    text: texts.CommentText
    status: Status
    values: dict[str, Any]


def read_text(comment: StagedComment) -> texts.CommentText:
    """Return the text in its three forms; empty if nothing of it can be shown."""
    return in_three_forms(comment.text, comment.text_format)


def in_three_forms(text: str, text_format: TextFormat) -> texts.CommentText:
    """Return *text* in its three forms; empty if nothing of it can be shown."""
    written = to_markdown(cleaned_text(text), text_format)
    try:
        return texts.read(cleaned_text(written), longest=HOWEVER_LONG)
    except InvalidError:
        return NO_TEXT


def prepared(
    comment: StagedComment,
    text: texts.CommentText,
    article_id: int,
    author_id: int | None,
    nobody_id: int,
) -> NewComment:
    """Return a comment with the columns of its row that need no other comment.

    :param author_id: ``None`` if the author was erased here.
    """
    text = NO_TEXT if author_id is None else text
    status = STATUS_OF[comment.state]
    if text is NO_TEXT and status is not Status.REJECTED:
        status = Status.DELETED
    is_published = status is Status.PUBLISHED
    values = {
        "article_id": article_id,
        "author_id": author_id or nobody_id,
        "status": status,
        "created_at": comment.created_at,
        "published_at": comment.created_at if is_published else None,
        "edited_at": comment.edited_at if text is not NO_TEXT else None,
        "picked_at": comment.picked_at if is_published else None,
        "reply_count": 0,
        "thread_reply_count": 0,
        "is_listed": is_published,
    }
    return NewComment(comment, text, status, values)
