"""The inputs of changes to comments and word lists, one frozen dataclass for each."""

from __future__ import annotations

from dataclasses import dataclass

from moderation.discussion.text import CommentText


@dataclass(frozen=True, kw_only=True)
class SubmitComment:
    """Post a comment under an article, or with *parent_id* a reply.

    :param key: of the article.
    """

    key: str
    text: CommentText
    parent_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class EditComment:
    """Replace the text of a comment.

    :param revision_id: the revision that the author edited.
    """

    comment_id: int
    text: CommentText
    revision_id: int | None


@dataclass(frozen=True)
class ChangeWordList:
    """Replace a site's word list, or only try it on recent comments.

    :param insults_in: add the insults of this language to the form, and save nothing.
    """

    phrases: tuple[str, ...]
    is_trial: bool = False
    insults_in: str | None = None


@dataclass(frozen=True)
class DeleteComment:
    """Delete one's own comment."""

    comment_id: int
