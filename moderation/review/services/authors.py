"""What the desk knows of an author: the record that a sanction rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from auth.errors import NotFoundError
from auth.models import Account
from moderation.discussion.models import Article, Comment, Revision
from moderation.discussion.rules import Status
from moderation.review.models import Decision, Report
from moderation.review.sanction_models import Sanction
from moderation.review.services import standing

SHOWN = 20


@dataclass(frozen=True)
class Written:
    """One comment of the author's, and the last decision on it."""

    comment: Comment
    text: str
    headline: str
    decision: Decision | None


@dataclass(frozen=True)
class AuthorRecord:
    """An author's counts, newest comments and measures."""

    account: Account
    counts: dict[Status, int]
    reported: int
    written: list[Written]
    sanctions: Sequence[Sanction]


def record_of(session: Session, *, account_id: int, site_id: int) -> AuthorRecord:
    """Return an author's record on a site.

    :raises NotFoundError: if they never wrote there.
    """
    account = session.get(Account, account_id)
    counts = _counts(session, account_id, site_id)
    if account is None or not counts:
        raise NotFoundError("There is no such author here.")
    reported = (
        select(func.count())
        .select_from(Report)
        .join(Comment, Comment.id == Report.comment_id)
        .where(Comment.author_id == account_id)
    )
    return AuthorRecord(
        account,
        counts,
        session.scalar(reported) or 0,
        _written(session, account_id, site_id),
        standing.all_of(session, account_id=account_id),
    )


def _counts(session: Session, account_id: int, site_id: int) -> dict[Status, int]:
    rows = session.execute(
        select(Comment.status, func.count())
        .join(Article, Article.id == Comment.article_id)
        .where(Comment.author_id == account_id, Article.site_id == site_id)
        .group_by(Comment.status)
    )
    return {status: count for status, count in rows}  # noqa: C416  A row is no pair to the type checker.


def _written(session: Session, account_id: int, site_id: int) -> list[Written]:
    rows = session.execute(
        select(Comment, Revision.plain_text, Article.headline)
        .join(Revision, Revision.id == Comment.latest_revision_id)
        .join(Article, Article.id == Comment.article_id)
        .where(Comment.author_id == account_id, Article.site_id == site_id)
        .order_by(Comment.id.desc())
        .limit(SHOWN)
    ).all()
    ids = [comment.id for comment, _, _ in rows]
    decided = {
        decision.comment_id: decision
        for decision in session.scalars(
            select(Decision)
            .where(Decision.comment_id.in_(ids), Decision.undone_at.is_(None))
            .order_by(Decision.id)
        )
    }
    return [
        Written(comment, text, headline, decided.get(comment.id))
        for comment, text, headline in rows
    ]
