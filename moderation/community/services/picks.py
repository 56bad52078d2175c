"""Moderators pick comments that are worth reading, and pin one above the others."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from auth.core.errors import InvalidError, NotFoundError
from auth.core.translation import gettext as _
from moderation.community.inputs import ChangePick
from moderation.community.rules import PickAct
from moderation.discussion.events import CommentEdited
from moderation.discussion.models import Article, Comment
from moderation.discussion.rules import Status
from moderation.discussion.services import transitions


def change(session: Session, change: ChangePick, *, now: datetime) -> None:
    """Pick or pin a comment, or end that. Repeating it changes nothing.

    A new pinned comment replaces the one before.

    :raises NotFoundError: if readers do not see the comment.
    :raises InvalidError: if a reply is to be pinned.
    """
    comment = transitions.lock(session, change.comment_id)
    article = session.get_one(Article, comment.article_id, with_for_update=True)
    match change.act:
        case PickAct.PICK:
            _check_visible(comment)
            comment.picked_at = comment.picked_at or now
        case PickAct.UNPICK:
            comment.picked_at = None
        case PickAct.PIN:
            _check_visible(comment)
            if comment.parent_id is not None:
                message = _("Only a comment that begins a thread can be pinned.")
                raise InvalidError(message)
            article.pinned_comment_id = comment.id
        case PickAct.UNPIN:
            _unpin(article, comment)


def end_edited(session: Session, event: CommentEdited) -> None:
    """End what was chosen for a text that its author has replaced."""
    comment = session.get_one(Comment, event.comment_id)
    comment.picked_at = None
    _unpin(session.get_one(Article, comment.article_id), comment)


def _unpin(article: Article, comment: Comment) -> None:
    if article.pinned_comment_id == comment.id:
        article.pinned_comment_id = None


def _check_visible(comment: Comment) -> None:
    if comment.status is not Status.PUBLISHED:
        raise NotFoundError(_("Readers do not see this comment."))
