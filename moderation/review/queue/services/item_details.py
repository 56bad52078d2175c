"""The details of one item: its scores, earlier texts and history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from auth.core.models import Account
from moderation.discussion.models import Article, Revision, StatusChange
from moderation.policy.models import Score, Verdict
from moderation.policy.rules import Threshold
from moderation.policy.services import profiles
from moderation.review.items.models import ReviewItem
from moderation.review.items.wording import change_words
from moderation.scoring.base.labels import Label

CHANGES_SHOWN = 30
REVISIONS_SHOWN = 10


@dataclass(frozen=True)
class HistoryEntry:
    """One line of a comment's history."""

    at: datetime
    by: str
    words: str
    reason: str | None
    note: str | None
    words_to_author: str | None


@dataclass(frozen=True)
class ItemDetails:
    """The details that the page of one item shows beside its card."""

    profile: str
    is_blind: bool
    """Whether the scores stay hidden until it is decided."""
    scores: Sequence[tuple[Label, float | None, Threshold | None]]
    classifier: str
    """The version of the classifier that computed the scores."""
    earlier: Sequence[Revision]
    events: Sequence[HistoryEntry]


def dossier(session: Session, item: ReviewItem) -> ItemDetails:
    """Return the details of *item*.

    Scores are compared with the current thresholds, not with those of the verdict.
    """
    return dossier_of(
        session,
        article=session.get_one(Article, item.article_id),
        comment_id=item.comment_id,
        revision_id=item.revision_id,
        is_blind=item.is_blind and item.closed_at is None,
    )


def dossier_of(
    session: Session,
    *,
    article: Article,
    comment_id: int,
    revision_id: int,
    is_blind: bool = False,
) -> ItemDetails:
    """Return the details of a comment, with the scores of one of its texts.

    :param is_blind: whether to return only the earlier texts.
    """
    version = profiles.version_for(session, article)
    thresholds = profiles.from_json(version.thresholds)
    score = None if is_blind else _score(session, revision_id)
    return ItemDetails(
        profile=version.profile.name,
        scores=_against(score, thresholds) if score else (),
        classifier=score.model_version if score else "",
        is_blind=is_blind,
        earlier=_earlier(session, comment_id, revision_id),
        events=() if is_blind else _events(session, comment_id),
    )


def _score(session: Session, revision_id: int) -> Score | None:
    return session.scalar(
        select(Score)
        .join(Verdict, Verdict.score_id == Score.id)
        .where(Verdict.revision_id == revision_id, Verdict.superseded_at.is_(None))
    )


def _against(
    score: Score, thresholds: Mapping[Label, Threshold]
) -> list[tuple[Label, float | None, Threshold | None]]:
    return [
        (label, getattr(score, label.value), thresholds.get(label)) for label in Label
    ]


def _earlier(session: Session, comment_id: int, revision_id: int) -> Sequence[Revision]:
    return session.scalars(
        select(Revision)
        .where(Revision.comment_id == comment_id, Revision.id != revision_id)
        .order_by(Revision.number.desc())
        .limit(REVISIONS_SHOWN)
    ).all()


def _events(session: Session, comment_id: int) -> list[HistoryEntry]:
    rows = session.execute(
        select(StatusChange, Account.display_name)
        .outerjoin(Account, Account.id == StatusChange.actor_id)
        .where(StatusChange.comment_id == comment_id)
        .order_by(StatusChange.id.desc())
        .limit(CHANGES_SHOWN)
    ).all()
    return [_event(change, name) for change, name in reversed(rows)]


def _event(change: StatusChange, name: str | None) -> HistoryEntry:
    return HistoryEntry(
        at=change.at,
        by=name or "",
        words=change_words(
            change.to_status, change.cause, is_first=change.from_status is None
        ),
        reason=change.detail.get("reason"),
        note=change.detail.get("note"),
        words_to_author=change.detail.get("words"),
    )
