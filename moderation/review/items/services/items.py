"""Opens review items for a verdict, a rule or a report, and closes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, object_session

from moderation.discussion.events import CommentEdited
from moderation.discussion.models import Article, Comment, Revision
from moderation.discussion.rules import Status
from moderation.policy.events import VerdictReached
from moderation.policy.models import Verdict
from moderation.policy.rules import CauseKind, VerdictCause, VerdictKind
from moderation.policy.services import profiles
from moderation.review.items.models import ReviewCause, ReviewItem
from moderation.review.items.services import left_to_people, near_duplicates, ranks
from moderation.review.items.services.left_to_people import MACHINE_CAUSES

# Every verdict asks this, so it is written once.
_OPEN = select(ReviewItem).where(
    ReviewItem.comment_id == bindparam("comment_id"), ReviewItem.closed_at.is_(None)
)
UNSURE = 0.5
REMOVAL = "removal"
"""The rule in the cause of an item that was opened for a removal."""


@dataclass(frozen=True)
class Filing:
    """The fields under which an item is filed, as loaded by the verdict.

    :param language: the language of the text; ``None`` if unknown.
    """

    profile_key: str
    language: str | None


def open_item(
    session: Session,
    *,
    comment: Comment,
    revision: Revision,
    causes: Sequence[VerdictCause],
    now: datetime,
    filing: Filing | None = None,
) -> ReviewItem:
    """Open the comment's review item, or add the causes to the open one.

    The caller has locked the comment, so that two causes never open two items.

    :param filing: the fields that a verdict has loaded; loaded here by default.
    """
    article = session.get_one(Article, comment.article_id)
    item = open_for(session, comment.id)
    is_new = item is None
    if item is None:
        item = _new_item(session, comment, revision, article, now, filing)
    elif item.revision_id != revision.id:
        _forget_machine_causes(session, item)
        item.revision_id = revision.id
    added = [
        ReviewCause(
            item_id=item.id, kind=cause.kind, detail=cause.as_json(), created_at=now
        )
        for cause in causes
    ]
    session.add_all(added)
    session.flush()
    marks = _marks(added if is_new else _causes(session, item.id))
    language = _language(session, item, article, filing)
    probability = _probability(causes)
    if is_new or probability > item.probability:
        ranks.set_rank(
            session, item, probability=probability, submitted_at=comment.created_at
        )
    item.marks, item.language = marks, language
    if not is_new:
        near_duplicates.leave(session, item)
    near_duplicates.join(session, item, revision)
    session.flush()
    return item


def open_for(session: Session, comment_id: int) -> ReviewItem | None:
    """Return the comment's open item, if it has one."""
    return session.scalar(_OPEN, {"comment_id": comment_id})


def open_or_close(session: Session, reached: VerdictReached) -> None:
    """Open the item that a verdict requires, or close the one that it settles."""
    if reached.kind is not VerdictKind.PUBLISH:
        open_item(
            session,
            comment=session.get_one(Comment, reached.comment_id),
            revision=session.get_one(Revision, reached.revision_id),
            causes=reached.causes,
            now=reached.at,
            filing=Filing(reached.profile_key, reached.language),
        )
    elif reached.is_published:
        _close_answered(session, reached.comment_id, now=reached.at)


def show_new_text(session: Session, edited: CommentEdited) -> None:
    """Make the open item refer to a new text, or put a held comment into the queue.

    A rejected comment whose text was changed returns to the queue as well, because a
    person rejected the old text and has to review the new one.
    """
    comment = session.get_one(Comment, edited.comment_id)
    item = open_for(session, comment.id)
    is_alone = item is None and comment.status is Status.HELD
    causes = []
    if edited.status_before is Status.REJECTED or is_alone:
        causes = [VerdictCause(CauseKind.RULE, rule="edited after a rejection")]
    if causes or item is not None:
        revision = session.get_one(Revision, comment.latest_revision_id)
        open_item(
            session, comment=comment, revision=revision, causes=causes, now=edited.at
        )


def _close_answered(session: Session, comment_id: int, *, now: datetime) -> None:
    """Close an item that only the classifier had opened, because it now publishes."""
    item = open_for(session, comment_id)
    if item is not None and not left_to_people.is_asked_for(session, comment_id):
        close(item, now=now)


def close(item: ReviewItem, *, now: datetime) -> None:
    """Close *item*, end its claim, and let another represent its near-duplicates."""
    item.closed_at = now
    item.claimed_by_id = item.claimed_until = None
    session = object_session(item)
    if session is not None:
        near_duplicates.leave(session, item)


def make_blind(session: Session, item: ReviewItem) -> None:
    """Make *item* blind, so that it is decided only from its text.

    It leaves its near-duplicates, because one decision on all would not be blind.
    """
    item.is_blind = True
    near_duplicates.leave(session, item)


def reopen(session: Session, item: ReviewItem, *, now: datetime) -> None:
    """Reopen an item whose decision was undone.

    A newer open item of the comment is merged into it, because the older one has the
    accounts that may not decide, and the appeal or second review. An item that was
    created only for a removal stays closed.
    """
    newer = open_for(session, item.comment_id)
    if newer is not None:
        _fold(session, newer, item, now=now)
    causes = _causes(session, item.id)
    item.decided_by_id = None
    if causes and all(cause.detail.get("rule") == REMOVAL for cause in causes):
        return
    item.closed_at = None
    item.marks = _marks(causes)
    near_duplicates.leave(session, item)
    near_duplicates.join(session, item, session.get_one(Revision, item.revision_id))


def _fold(
    session: Session, newer: ReviewItem, into: ReviewItem, *, now: datetime
) -> None:
    """Close *newer*, and move its causes and its escalation to another item."""
    close(newer, now=now)
    for cause in session.scalars(
        select(ReviewCause).where(
            ReviewCause.item_id == newer.id,
            ReviewCause.kind != CauseKind.SECOND_REVIEW,
        )
    ):
        cause.item_id = into.id
    if newer.escalated_at is not None and into.escalated_at is None:
        ranks.escalate(into, by_id=newer.escalated_by_id, now=newer.escalated_at)
    if newer.appealed_at is not None:
        ranks.appeal(into, now=newer.appealed_at)
    if newer.noticed_at is not None:
        is_trusted = newer.is_trusted_notice
        ranks.notice(into, is_trusted=is_trusted, now=newer.noticed_at)
    session.flush()


def _new_item(
    session: Session,
    comment: Comment,
    revision: Revision,
    article: Article,
    now: datetime,
    filing: Filing | None,
) -> ReviewItem:
    key = filing.profile_key if filing else None
    item = ReviewItem(
        comment_id=comment.id,
        revision_id=revision.id,
        article_id=article.id,
        site_id=article.site_id,
        author_id=comment.author_id,
        opened_at=now,
        rank=0.0,
        section=article.section,
        profile_key=key or profiles.profile_key_for(session, article),
    )
    session.add(item)
    session.flush()
    return item


def _language(
    session: Session, item: ReviewItem, article: Article, filing: Filing | None
) -> str:
    """Return the detected language of the text, or else that of its article."""
    if filing is not None:
        return filing.language or article.language
    found = session.scalar(
        select(Verdict.language).where(
            Verdict.revision_id == item.revision_id, Verdict.superseded_at.is_(None)
        )
    )
    return found or article.language


def _causes(session: Session, item_id: int) -> Sequence[ReviewCause]:
    return session.scalars(
        select(ReviewCause).where(ReviewCause.item_id == item_id)
    ).all()


def _marks(causes: Sequence[ReviewCause]) -> str:
    """Return the words of an item's causes, each between two spaces."""
    words = set()
    for cause in causes:
        words |= {
            cause.kind.value,
            cause.detail.get("label"),
            cause.detail.get("level"),
        }
    return f" {' '.join(sorted(word for word in words if word))} "


def _probability(causes: Sequence[VerdictCause]) -> float:
    scores = [cause.score for cause in causes if cause.score is not None]
    return max(scores, default=UNSURE)


def _forget_machine_causes(session: Session, item: ReviewItem) -> None:
    """Drop the classifier's causes for the previous text."""
    for cause in session.scalars(
        select(ReviewCause).where(ReviewCause.item_id == item.id)
    ):
        if cause.kind in MACHINE_CAUSES:
            session.delete(cause)
