"""The results of staff's search over all comments, and one comment in detail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from auth.core.errors import NotFoundError
from auth.core.models import Account
from auth.core.naming import addresses
from auth.core.translation import gettext as _
from moderation.discussion.models import Article, Comment, Revision
from moderation.review.items.models import Decision, ReviewItem
from moderation.review.items.queue_views import DeskContext
from moderation.review.items.rules import Action
from moderation.review.items.services import items, section_access
from moderation.review.queue.services import decided
from moderation.review.queue.services.item_details import ItemDetails, dossier_of


@dataclass(frozen=True)
class FoundComment:
    """A comment in the results, with the newest decision that may be shown."""

    comment: Comment
    revision: Revision
    article: Article
    author: str
    decision: Decision | None
    decided_by: str | None
    is_blind: bool
    """Whether the moderator has to decide it blind, so that its status is hidden."""


@dataclass(frozen=True)
class CommentDetails:
    """One comment with its history, and its item in the queue."""

    row: FoundComment
    history: ItemDetails | None
    """``None`` while the moderator has to decide without knowing it."""
    item: ReviewItem | None


def found_comments(
    session: Session, *, context: DeskContext, ids: Sequence[int]
) -> list[FoundComment]:
    """Return the comments *ids*, in that order."""
    newest, by = aliased(Decision), aliased(Account)
    is_blind = decided.is_hidden(Comment.id, context)
    last = (
        select(newest.id)
        .where(
            newest.comment_id == Comment.id,
            newest.action != Action.ESCALATE,
            newest.undone_at.is_(None),
            ~is_blind,
        )
        .order_by(newest.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    found = session.execute(
        select(
            Comment,
            Revision,
            Article,
            Account.display_name,
            Decision,
            by.display_name,
            is_blind,
        )
        .join(Revision, Revision.id == Comment.latest_revision_id)
        .join(Article, Article.id == Comment.article_id)
        .join(Account, Account.id == Comment.author_id)
        .outerjoin(Decision, Decision.id == last)
        .outerjoin(by, by.id == Decision.actor_id)
        .where(
            Comment.id.in_(ids),
            section_access.within(context, Article.site_id, Article.section),
        )
    )
    by_id = {row[0].id: FoundComment(*row) for row in found}
    return [by_id[each] for each in ids if each in by_id]


def whole(session: Session, *, context: DeskContext, comment_id: int) -> CommentDetails:
    """Return one comment of the site, in any status.

    :raises NotFoundError: if this site has no such comment.
    """
    section_access.article_of(session, context, comment_id)
    found = found_comments(session, context=context, ids=[comment_id])
    if not found:
        raise NotFoundError(_("There is no such comment."))
    row = found[0]
    item = items.open_for(session, comment_id)
    if item is not None and context.moderator_id in item.left_out:
        item = None
    history = None
    if not row.is_blind:
        history = dossier_of(
            session,
            article=row.article,
            comment_id=comment_id,
            revision_id=row.revision.id,
        )
    return CommentDetails(row, history, item)


def author_id(session: Session, name: str) -> int | None:
    """Return the account whose display name or id is *name*."""
    if name.isascii() and name.isdigit() and len(name) < 19:
        return int(name)
    return session.scalar(
        select(Account.id).where(Account.name_canonical == addresses.name_key(name))
    )
