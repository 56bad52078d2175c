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
from moderation.discussion.models import Comment, Revision
from moderation.policy.rules import CauseKind, VerdictCause
from moderation.review.items.models import Decision, ReviewCause, ReviewItem
from moderation.review.items.queue_views import DeskContext
from moderation.review.items.rules import Action, Reason
from moderation.review.items.services import items, section_access
from moderation.review.quality.agreement import Agreement, Pair, agreement_of
from moderation.review.quality.inputs import SetBlindShares
from moderation.review.quality.second_review_models import BlindPlan, SecondReview

MOST_PAIRS = 10_000


@dataclass(frozen=True)
class Figures:
    """The agreement over all pairs, by first decider, and by the first reason."""

    overall: Agreement
    by_moderator: Mapping[str, Agreement]
    by_reason: Mapping[Reason, Agreement]


def plan(session: Session) -> BlindPlan | None:
    """Return the current shares; ``None`` if none were ever set."""
    return session.scalar(select(BlindPlan).order_by(BlindPlan.id.desc()).limit(1))


def set_plan(
    session: Session, change: SetBlindShares, *, actor_id: int, now: datetime
) -> None:
    """Set the share of decisions that is repeated, and of items that is shown blind.

    :raises InvalidError: for a share outside 0..1.
    """
    if not (0 <= change.second_share <= 1 and 0 <= change.blind_share <= 1):
        raise InvalidError("A share must be from 0 to 100 per cent.")
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
        now=now,
        detail=asdict(change),
    )


def draw(session: Session, decision: Decision, *, now: datetime) -> None:
    """Ask for a second review at *decision*, if its hash falls into the share.

    What is itself a second review or an appeal, or was escalated, is not drawn.
    """
    current, item = plan(session), session.get_one(ReviewItem, decision.item_id)
    if decision.action is Action.ESCALATE or item.first_decider_id:
        return
    if current is None or luck("second", decision.id) >= current.second_share:
        return
    opened = items.open_item(
        session,
        comment=session.get_one(Comment, decision.comment_id),
        revision=session.get_one(Revision, decision.revision_id),
        causes=[VerdictCause(CauseKind.SECOND_REVIEW)],
        now=now,
    )
    items.make_blind(session, opened)
    opened.first_decider_id = decision.actor_id
    session.add(SecondReview(first_id=decision.id, item_id=opened.id))
    session.flush()


def blind(session: Session, item: ReviewItem) -> None:
    """Make a share of ordinary items blind, so that blindness reveals no sample."""
    current = plan(session)
    if current is not None and luck("blind", item.id) < current.blind_share:
        items.make_blind(session, item)


def answer(session: Session, decision: Decision) -> None:
    """Note the second person's decision where its item asked for one."""
    if decision.action is Action.ESCALATE:
        return
    asked = session.scalar(
        select(SecondReview).where(SecondReview.item_id == decision.item_id)
    )
    if asked is None:
        return
    asked.second_id = decision.id


def unanswer(session: Session, second: Decision) -> None:
    """Ask again for a second review whose decision is undone."""
    asked = session.scalar(
        select(SecondReview).where(SecondReview.second_id == second.id)
    )
    if asked is not None:
        asked.second_id = None


def drop(session: Session, first: Decision) -> None:
    """Take back the wish for a second review at a decision that is taken back."""
    asked = session.scalar(
        select(SecondReview).where(
            SecondReview.first_id == first.id, SecondReview.second_id.is_(None)
        )
    )
    if asked is None:
        return
    session.delete(asked)
    session.flush()


def drop_replaced(session: Session, item: ReviewItem) -> None:
    """Drop the second review of a text that its author is replacing.

    The item goes on with the new text, as one that nobody has decided yet. Two
    decisions on two texts would say nothing about agreement.
    """
    asked = session.scalar(
        select(SecondReview).where(
            SecondReview.item_id == item.id, SecondReview.second_id.is_(None)
        )
    )
    if asked is None:
        return
    session.delete(asked)
    session.execute(
        delete(ReviewCause).where(
            ReviewCause.item_id == item.id, ReviewCause.kind == CauseKind.SECOND_REVIEW
        )
    )
    item.first_decider_id = None
    session.flush()


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


def luck(purpose: str, row_id: int) -> float:
    """Return a number from 0 up to 1 that depends only on the row."""
    digest = hashlib.sha256(f"{purpose} {row_id}".encode()).digest()
    return int.from_bytes(digest[:8]) / 2**64
