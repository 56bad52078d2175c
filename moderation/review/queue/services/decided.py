"""Lists the decisions that were not undone, the newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, TextClause, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from auth.core.models import Account
from moderation.discussion.models import Article, Comment, Revision
from moderation.review.items.models import NOT_UNDONE, Decision, ReviewItem
from moderation.review.items.queue_views import DeskContext
from moderation.review.items.rules import Action
from moderation.review.items.services import section_access

DECISIONS_A_PAGE = 30


@dataclass(frozen=True)
class Decided:
    """A decision, with its comment and the text that was decided."""

    decision: Decision
    by: str
    comment: Comment
    text: str
    author: str
    headline: str


def page(
    session: Session,
    *,
    context: DeskContext,
    action: Action,
    moderator_id: int | None = None,
    before: int | None = None,
) -> tuple[Sequence[Decided], int | None]:
    """Return a page of decisions that were not undone, and the key of the next page.

    Leaves out comments that wait for a blind second decision by this moderator.
    """
    by, author = Account.__table__.alias("by"), Account.__table__.alias("author")
    query = (
        select(
            Decision,
            by.c.display_name,
            Comment,
            Revision.plain_text,
            author.c.display_name,
            Article.headline,
        )
        .join(by, by.c.id == Decision.actor_id)
        .join(Comment, Comment.id == Decision.comment_id)
        .join(Revision, Revision.id == Decision.revision_id)
        .join(author, author.c.id == Comment.author_id)
        .join(Article, Article.id == Comment.article_id)
        .where(*in_force(context, action), ~is_hidden(Decision.comment_id, context))
    )
    if moderator_id is not None:
        query = query.where(Decision.actor_id == moderator_id)
    if before is not None:
        query = query.where(Decision.id < before)
    rows = session.execute(
        query.order_by(Decision.id.desc()).limit(DECISIONS_A_PAGE + 1)
    ).all()
    shown = [Decided(*row) for row in rows[:DECISIONS_A_PAGE]]
    return shown, shown[-1].decision.id if len(rows) > len(shown) else None


def in_force(
    context: DeskContext, action: Action
) -> list[ColumnElement[bool] | TextClause]:
    """Return the conditions for the list of decisions for *action*."""
    conditions: list[ColumnElement[bool] | TextClause] = [
        Decision.site_id == context.site_id,
        Decision.action == action,
        NOT_UNDONE,
    ]
    if context.sections is not None:
        reached = select(ReviewItem.id).where(section_access.within(context))
        conditions.append(Decision.item_id.in_(reached))
    return conditions


def is_hidden(
    comment_id: InstrumentedAttribute[int] | int, context: DeskContext
) -> ColumnElement[bool]:
    """Whether a comment has to be decided blind, so that its history is hidden.

    The first decider knows it, and sees it as if there were no second review.
    """
    return (
        select(ReviewItem.id)
        .where(
            ReviewItem.comment_id == comment_id,
            ReviewItem.closed_at.is_(None),
            ReviewItem.is_blind,
            func.coalesce(ReviewItem.first_decider_id, 0) != context.moderator_id,
        )
        # Automatic correlation fails in a nested ON clause, and would scan all rows.
        .correlate_except(ReviewItem)
        .exists()
    )
