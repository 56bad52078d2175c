"""Reads what waits for a person, and how sources compare with moderators."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from moderation.discussion.models import Article, Comment, Revision
from moderation.discussion.rules import Status
from moderation.exchange.verdicts.models import OutsideVerdict
from moderation.exchange.verdicts.rules import OutsideAction
from moderation.review.items.models import Decision, ReviewItem
from moderation.review.items.rules import Action

A_PAGE = 50


@dataclass(frozen=True)
class WaitingComment:
    """A comment that waits for a person, as another system may read it."""

    item_id: int
    comment_id: int
    revision_id: int
    status: Status
    text: str
    language: str | None
    article_key: str
    headline: str
    url: str
    parent_id: int | None
    submitted_at: datetime
    opened_at: datetime


@dataclass(frozen=True)
class SourceFigures:
    """How the verdicts of a source compare with what moderators decided.

    :param agreed: of the decided, those that were held and rejected, or published and
        approved.
    """

    source: str
    verdicts: int
    decided: int
    agreed: int


def waiting(
    session: Session, *, site_id: int, after: int = 0
) -> tuple[list[WaitingComment], int | None]:
    """Return a page of waiting comments, the longest waiting first, and the next key.

    Leaves out items that are reviewed blind: another system's verdict would be seen.
    """
    rows = session.execute(
        select(ReviewItem, Comment, Revision.text, Article)
        .join(Comment, Comment.id == ReviewItem.comment_id)
        .join(Revision, Revision.id == ReviewItem.revision_id)
        .join(Article, Article.id == ReviewItem.article_id)
        .where(
            ReviewItem.site_id == site_id,
            ReviewItem.closed_at.is_(None),
            ReviewItem.is_blind.is_(False),
            ReviewItem.id > after,
        )
        .order_by(ReviewItem.id)
        .limit(A_PAGE + 1)
    ).all()
    shown = [
        WaitingComment(
            item_id=item.id,
            comment_id=comment.id,
            revision_id=item.revision_id,
            status=comment.status,
            text=text,
            language=item.language,
            article_key=article.key,
            headline=article.headline,
            url=article.story_url or f"/articles/{article.key}",
            parent_id=comment.parent_id,
            submitted_at=comment.created_at,
            opened_at=item.opened_at,
        )
        for item, comment, text, article in rows[:A_PAGE]
    ]
    return shown, shown[-1].item_id if len(rows) > len(shown) else None


def figures(session: Session, *, site_id: int) -> Sequence[SourceFigures]:
    """Return the figures of each source, by name.

    The newest verdict of a source on a text counts, and the decision in force on it.
    """
    newest = (
        select(func.max(OutsideVerdict.id))
        .where(OutsideVerdict.site_id == site_id)
        .group_by(OutsideVerdict.source, OutsideVerdict.revision_id)
    )
    decision = (
        select(func.max(Decision.id).label("id"), Decision.revision_id)
        .where(
            Decision.site_id == site_id,
            Decision.undone_at.is_(None),
            Decision.action != Action.ESCALATE,
        )
        .group_by(Decision.revision_id)
        .subquery()
    )
    held = OutsideVerdict.action == OutsideAction.HOLD
    rejected = Decision.action == Action.REJECT
    agrees = case((held & rejected, 1), (~held & ~rejected, 1), else_=0)
    rows = session.execute(
        select(
            OutsideVerdict.source,
            func.count().label("verdicts"),
            func.count(Decision.id).label("decided"),
            func.sum(case((Decision.id.is_(None), 0), else_=agrees)).label("agreed"),
        )
        .outerjoin(decision, decision.c.revision_id == OutsideVerdict.revision_id)
        .outerjoin(Decision, Decision.id == decision.c.id)
        .where(OutsideVerdict.id.in_(newest))
        .group_by(OutsideVerdict.source)
        .order_by(OutsideVerdict.source)
    )
    return [
        SourceFigures(row.source, row.verdicts, row.decided, int(row.agreed or 0))
        for row in rows
    ]
