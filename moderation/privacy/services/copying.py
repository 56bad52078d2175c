"""A copy of everything that belongs to a reader, for the reader to keep or to move.

It holds what they gave and what was made of it. It does not hold who reported them,
who decided, or what others wrote (GDPR, Articles 15(4) and 20(4)).
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from auth.models import Account, LoginSession
from moderation.community.models import Block, Follow, NoticeSetting
from moderation.community.rules import Target
from moderation.discussion.models import Article, Comment, Revision, StatusChange
from moderation.policy.models import Score, Verdict
from moderation.review.appeal_models import Appeal
from moderation.review.measure_appeal_models import MeasureAppeal
from moderation.review.models import Decision, Report
from moderation.review.sanction_models import Sanction
from moderation.scoring.labels import Label

Copy = dict[str, Any]
Rows = Select[*tuple[Any, ...]]

SCORES = tuple(getattr(Score, label.value) for label in Label)


def of_account(session: Session, account_id: int, *, now: datetime) -> Copy:
    """Return the copy as plain values, ready for JSON; times are in UTC.

    A statement for each kind of row, however much there is.
    """
    account = session.get_one(Account, account_id)
    return {
        "made_at": now.isoformat(),
        "account": {
            "name": account.display_name,
            "email": account.email,
            "registered_at": _plain(account.created_at),
            "email_confirmed_at": _plain(account.email_verified_at),
            "will_be_deleted_at": _plain(account.erasure_due_at),
        },
        "logins": _logins(session, account_id),
        "comments": _comments(session, account_id),
        "reports": _reports(session, account_id),
        "measures": _measures(session, account_id),
        "follows": _follows(session, account_id),
        "blocked_readers": _blocked(session, account_id),
        "notices_switched_off": [
            kind.value
            for kind in session.scalars(
                select(NoticeSetting.kind).where(NoticeSetting.account_id == account_id)
            )
        ],
    }


def _logins(session: Session, account_id: int) -> list[Copy]:
    return _listed(
        session,
        select(
            LoginSession.created_at,
            LoginSession.last_seen_at,
            LoginSession.ended_at,
            LoginSession.user_agent,
        )
        .where(LoginSession.account_id == account_id)
        .order_by(LoginSession.id),
    )


def _comments(session: Session, account_id: int) -> list[Copy]:
    texts = _by_comment(session, _texts(), account_id)
    history = _by_comment(session, _history(), account_id)
    decisions = _by_comment(session, _decisions(), account_id)
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
        }
        for row in _listed(session, query)
    ]


def _texts() -> Rows:
    """Return every text with the verdict in effect on it and the scores behind it."""
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
            Decision.note,
            Decision.created_at,
            Decision.undone_at,
            Appeal.text.label("appeal"),
            Appeal.outcome.label("appeal_outcome"),
        )
        .outerjoin(Appeal, Appeal.decision_id == Decision.id)
        .join(Comment, Comment.id == Decision.comment_id)
        .order_by(Decision.id)
    )


def _by_comment(
    session: Session, query: Rows, account_id: int
) -> dict[int, list[Copy]]:
    found: dict[int, list[Copy]] = defaultdict(list)
    for row in _listed(session, query.where(Comment.author_id == account_id)):
        found[row.pop("comment_id")].append(row)
    return found


def _reports(session: Session, account_id: int) -> list[Copy]:
    return _listed(
        session,
        select(Report.comment_id, Report.reason, Report.note, Report.created_at)
        .where(Report.reporter_id == account_id)
        .order_by(Report.id),
    )


def _measures(session: Session, account_id: int) -> list[Copy]:
    return _listed(
        session,
        select(
            Sanction.kind,
            Sanction.reason,
            Sanction.note,
            Sanction.starts_at,
            Sanction.ends_at,
            Sanction.lifted_at,
            MeasureAppeal.text.label("appeal"),
            MeasureAppeal.outcome.label("appeal_outcome"),
            MeasureAppeal.answer.label("appeal_answer"),
        )
        .outerjoin(MeasureAppeal, MeasureAppeal.sanction_id == Sanction.id)
        .where(Sanction.account_id == account_id)
        .order_by(Sanction.id),
    )


def _follows(session: Session, account_id: int) -> list[Copy]:
    """Return what is followed: a reader by name, an article by its address."""
    reader, article = aliased(Account), aliased(Article)
    return _listed(
        session,
        select(
            Follow.target,
            Follow.target_id,
            reader.display_name.label("reader"),
            article.url.label("article_url"),
            Follow.created_at,
        )
        .outerjoin(
            reader,
            (Follow.target == Target.READER) & (reader.id == Follow.target_id),
        )
        .outerjoin(
            article,
            (Follow.target == Target.ARTICLE) & (article.id == Follow.target_id),
        )
        .where(Follow.follower_id == account_id)
        .order_by(Follow.id),
    )


def _blocked(session: Session, account_id: int) -> list[str]:
    return list(
        session.scalars(
            select(Account.display_name)
            .join(Block, Block.blocked_id == Account.id)
            .where(Block.blocker_id == account_id)
            .order_by(Block.id)
        )
    )


def _listed(session: Session, query: Rows) -> list[Copy]:
    return [
        {str(name): _plain(value) for name, value in row.items()}
        for row in session.execute(query).mappings()
    ]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
