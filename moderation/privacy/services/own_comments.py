"""A reader's comments for their copy: texts, scores, history, decisions, appeals."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import select
from sqlalchemy.orm import Session

from moderation.discussion.models import Article, Comment, Revision, StatusChange
from moderation.policy.models import Score, Verdict
from moderation.privacy.services.json_rows import Copy, Rows, listed
from moderation.review.appeals.hold_appeal_models import HoldAppeal
from moderation.review.appeals.models import Appeal
from moderation.review.items.models import Decision, ReviewItem
from moderation.scoring.base.labels import Label

SCORES = tuple(getattr(Score, label.value) for label in Label)


def of_account(session: Session, account_id: int) -> list[Copy]:
    """Return every comment of the account, the oldest first."""
    texts = _by_comment(session, _texts(), account_id)
    history = _by_comment(session, _history(), account_id)
    decisions = _by_comment(session, _decisions(), account_id)
    hold_appeals = _by_comment(session, _hold_appeals(), account_id)
    query = (
        select(
            Comment.id,
            Article.headline.label("article"),
            Article.url.label("article_url"),
            Comment.parent_id.label("in_reply_to"),
            Comment.status,
            Comment.created_at,
            Comment.published_at,
        )
        .join(Article, Article.id == Comment.article_id)
        .where(Comment.author_id == account_id)
        .order_by(Comment.id)
    )
    return [
        row
        | {
            "texts": texts[row["id"]],
            "history": history[row["id"]],
            "decisions": decisions[row["id"]],
            "reviews_asked_for": hold_appeals[row["id"]],
        }
        for row in listed(session, query)
    ]


def _texts() -> Rows:
    """Return every text with its current verdict and the scores behind that."""
    return (
        select(
            Revision.comment_id,
            Revision.number,
            Revision.text,
            Revision.created_at,
            Verdict.kind.label("verdict"),
            Verdict.causes,
            *SCORES,
        )
        .outerjoin(
            Verdict,
            (Verdict.revision_id == Revision.id) & Verdict.superseded_at.is_(None),
        )
        .outerjoin(Score, Score.id == Verdict.score_id)
        .join(Comment, Comment.id == Revision.comment_id)
        .order_by(Revision.id)
    )


def _history() -> Rows:
    return (
        select(
            StatusChange.comment_id,
            StatusChange.at,
            StatusChange.from_status,
            StatusChange.to_status,
            StatusChange.cause,
        )
        .join(Comment, Comment.id == StatusChange.comment_id)
        .order_by(StatusChange.id)
    )


def _decisions() -> Rows:
    return (
        select(
            Decision.comment_id,
            Decision.action,
            Decision.reason,
            Decision.words_to_author,
            Decision.legal_ground,
            Decision.created_at,
            Decision.undone_at,
            Appeal.text.label("appeal"),
            Appeal.outcome.label("appeal_outcome"),
        )
        .outerjoin(Appeal, Appeal.decision_id == Decision.id)
        .join(Comment, Comment.id == Decision.comment_id)
        .order_by(Decision.id)
    )


def _hold_appeals() -> Rows:
    """Return the appeals of the author against holds."""
    return (
        select(ReviewItem.comment_id, HoldAppeal.text, HoldAppeal.created_at)
        .join(HoldAppeal, HoldAppeal.item_id == ReviewItem.id)
        .join(Comment, Comment.id == ReviewItem.comment_id)
        .order_by(HoldAppeal.created_at)
    )


def _by_comment(
    session: Session, query: Rows, account_id: int
) -> dict[int, list[Copy]]:
    found: dict[int, list[Copy]] = defaultdict(list)
    for row in listed(session, query.where(Comment.author_id == account_id)):
        found[row.pop("comment_id")].append(row)
    return found
