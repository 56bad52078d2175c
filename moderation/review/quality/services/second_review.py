"""Draws decisions for a blind second review, and compares the two."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import delete, select, true
from sqlalchemy.orm import Session, aliased

from auth.core import audit
from auth.core.errors import InvalidError
from auth.core.models import Account
from auth.core.translation import gettext as _
from moderation.discussion.events import CommentEdited
from moderation.discussion.models import Comment, Revision
from moderation.discussion.rules import Status
from moderation.policy.events import VerdictReached
from moderation.policy.rules import CauseKind, VerdictCause, VerdictKind
from moderation.review.items.events import DecisionMade, DecisionUndone, ItemRevisited
from moderation.review.items.models import Decision, ReviewCause, ReviewItem
from moderation.review.items.queue_views import DeskContext
from moderation.review.items.rules import Reason
from moderation.review.items.services import items, section_access
from moderation.review.quality.agreement import Agreement, Pair, agreement_of
from moderation.review.quality.inputs import SetBlindShares
from moderation.review.quality.second_review_models import BlindPlan, SecondReview

MOST_PAIRS = 10_000
# Every verdict asks this, so it is written once.
_PLAN = select(BlindPlan).order_by(BlindPlan.id.desc()).limit(1)


@dataclass(frozen=True)
class Figures:
    """The agreement over all pairs, by first decider, and by the first reason."""

    overall: Agreement
    by_moderator: Mapping[str, Agreement]
    by_reason: Mapping[Reason, Agreement]


def plan(session: Session) -> BlindPlan | None:
    """Return the current shares; ``None`` if none were ever set."""
    return session.scalar(_PLAN)


def set_plan(
    session: Session, change: SetBlindShares, *, actor_id: int, now: datetime
) -> None:
    """Set the share of decisions that is repeated, and of items that is shown blind.

    :raises InvalidError: for a share outside 0..1.
    """
    if not (0 <= change.second_share <= 1 and 0 <= change.blind_share <= 1):
        raise InvalidError(_("A share must be from 0 to 100 per cent."))
    session.add(
        BlindPlan(
            second_share=change.second_share,
            blind_share=change.blind_share,
            set_by_id=actor_id,
            set_at=now,
        )
    )
    session.flush()
    audit.record(
        session,
        actor_id=actor_id,
        action="review.set_blind_shares",
        subject=("newsroom", 0),
        site_id=None,
        now=now,
        detail=asdict(change),
    )


def draw(session: Session, made: DecisionMade) -> None:
    """Request a second review of a decision if its hash is below the share.

    Second reviews, answers to appeals, and comments that their author has deleted are
    not drawn.
    """
    item = session.get_one(ReviewItem, made.item_id)
    if made.status_before is Status.DELETED or item.first_decider_id:
        return
    current = plan(session)
    if (
        current is None
        or hash_fraction("second", made.decision_id) >= current.second_share
    ):
        return
    decision = session.get_one(Decision, made.decision_id)
    opened = items.open_item(
        session,
        comment=session.get_one(Comment, decision.comment_id),
        revision=session.get_one(Revision, decision.revision_id),
        causes=[VerdictCause(CauseKind.SECOND_REVIEW)],
        now=made.at,
    )
    items.make_blind(session, opened)
    opened.first_decider_id = decision.actor_id
    session.add(SecondReview(first_id=decision.id, item_id=opened.id))
    session.flush()


def blind_some(session: Session, reached: VerdictReached) -> None:
    """Make some ordinary items blind, so that a blind card does not reveal a sample."""
    if reached.kind is VerdictKind.PUBLISH:
        return
    current = plan(session)
    item = items.open_for(session, reached.comment_id) if current else None
    if current and item and hash_fraction("blind", item.id) < current.blind_share:
        items.make_blind(session, item)


def answer(session: Session, made: DecisionMade) -> None:
    """Store the second decision if the item was opened for a second review."""
    asked = session.scalar(
        select(SecondReview).where(SecondReview.item_id == made.item_id)
    )
    if asked is None:
        return
    asked.second_id = made.decision_id


def unanswer(session: Session, undone: DecisionUndone) -> None:
    """Reopen the second review that the undone decision completed, if any."""
    asked = session.scalar(
        select(SecondReview).where(SecondReview.second_id == undone.decision_id)
    )
    if asked is not None:
        asked.second_id = None


def drop(session: Session, undone: DecisionUndone) -> None:
    """Cancel the second review of a decision that is undone."""
    asked = session.scalar(
        select(SecondReview).where(
            SecondReview.first_id == undone.decision_id,
            SecondReview.second_id.is_(None),
        )
    )
    if asked is None:
        return
    session.delete(asked)
    session.flush()


def drop_own(session: Session, revisited: ItemRevisited) -> None:
    """Cancel the second review of a moderator's own decision when they return to it.

    A refusal would tell them that their decision was drawn.
    """
    item = session.get_one(ReviewItem, revisited.item_id)
    if item.first_decider_id == revisited.moderator_id and _drop(session, item):
        item.is_blind = False
        session.flush()


def drop_replaced(session: Session, edited: CommentEdited) -> None:
    """Cancel the second review of a text that its author is replacing.

    The item continues with the new text and has no first decision. Two decisions on
    different texts say nothing about agreement.
    """
    item = items.open_for(session, edited.comment_id)
    if item is not None:
        _drop(session, item)


def figures(session: Session, *, context: DeskContext | None = None) -> Figures:
    """Return the agreement of the newest pairs whose decisions were not undone.

    :param context: limits them to the moderator's role; ``None`` for the whole
        newsroom.
    """
    first, second = aliased(Decision), aliased(Decision)
    rows = session.execute(
        select(Account.display_name, first.reason, first.action, second.action)
        .select_from(SecondReview)
        .join(first, first.id == SecondReview.first_id)
        .join(second, second.id == SecondReview.second_id)
        .join(Account, Account.id == first.actor_id)
        .join(ReviewItem, ReviewItem.id == first.item_id)
        .where(
            first.undone_at.is_(None),
            second.undone_at.is_(None),
            section_access.within(context) if context else true(),
        )
        .order_by(SecondReview.id.desc())
        .limit(MOST_PAIRS)
    ).all()
    everything: list[Pair] = []
    moderators: defaultdict[str, list[Pair]] = defaultdict(list)
    reasons: defaultdict[Reason, list[Pair]] = defaultdict(list)
    for name, reason, one, other in rows:
        pair = (one.value, other.value)
        everything.append(pair)
        moderators[name].append(pair)
        if reason is not None:
            reasons[reason].append(pair)
    return Figures(
        agreement_of(everything),
        {name: agreement_of(pairs) for name, pairs in sorted(moderators.items())},
        {reason: agreement_of(pairs) for reason, pairs in sorted(reasons.items())},
    )


def _drop(session: Session, item: ReviewItem) -> bool:
    """Cancel the second review of *item*; return whether there was one."""
    asked = session.scalar(
        select(SecondReview).where(
            SecondReview.item_id == item.id, SecondReview.second_id.is_(None)
        )
    )
    if asked is None:
        return False
    session.delete(asked)
    session.execute(
        delete(ReviewCause).where(
            ReviewCause.item_id == item.id, ReviewCause.kind == CauseKind.SECOND_REVIEW
        )
    )
    item.first_decider_id = None
    session.flush()
    return True


def hash_fraction(purpose: str, row_id: int) -> float:
    """Return a number from 0 up to 1 that depends only on the row."""
    digest = hashlib.sha256(f"{purpose} {row_id}".encode()).digest()
    return int.from_bytes(digest[:8]) / 2**64
