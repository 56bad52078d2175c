"""Appeals against holds, which are attached to the waiting item."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from auth.core.errors import ConflictError
from auth.core.translation import gettext as _
from moderation.discussion.models import Comment, Revision
from moderation.policy.rules import CauseKind, VerdictCause
from moderation.review.appeals.hold_appeal_models import HoldAppeal
from moderation.review.appeals.rules import AppealOutcome, checked_words
from moderation.review.items.models import Decision, ReviewItem
from moderation.review.items.rules import Action
from moderation.review.items.services import items, ranks


@dataclass(frozen=True)
class HoldAppealState:
    """What an author said against a hold, and what became of it."""

    text: str
    created_at: datetime
    outcome: AppealOutcome | None


def ask(session: Session, comment: Comment, *, text: str, now: datetime) -> HoldAppeal:
    """Attach the author's appeal to a held comment that waits for a moderator.

    The item stays where it was unless an appeal is more urgent, is asked for by name
    from now on, and stands for itself: no decision on a near-duplicate covers it.

    :raises InvalidError: for an empty text, or one over 2,000 characters.
    :raises ConflictError: if it was asked before, or nobody is to look at it yet.
    """
    words = checked_words(text, ask=_("Please say in 1 to 2,000 characters why."))
    item = items.open_for(session, comment.id)
    if item is None:
        raise ConflictError(
            _("Your comment is still being checked. Please try again soon.")
        )
    if session.get(HoldAppeal, item.id) is not None:
        raise ConflictError(_("You have already asked for a review of this comment."))
    items.open_item(
        session,
        comment=comment,
        revision=session.get_one(Revision, item.revision_id),
        causes=[VerdictCause(CauseKind.APPEAL)],
        now=now,
    )
    ranks.appeal(item, now=now)
    appeal = HoldAppeal(item_id=item.id, text=words, created_at=now)
    session.add(appeal)
    session.flush()
    return appeal


def waiting(session: Session, comment_ids: Sequence[int]) -> dict[int, HoldAppealState]:
    """Return the appeals against holds that nobody has decided yet."""
    rows = session.execute(
        select(ReviewItem.comment_id, HoldAppeal)
        .join(HoldAppeal, HoldAppeal.item_id == ReviewItem.id)
        .where(ReviewItem.comment_id.in_(comment_ids), ReviewItem.closed_at.is_(None))
    )
    return {
        comment_id: HoldAppealState(appeal.text, appeal.created_at, None)
        for comment_id, appeal in rows
    }


def among(session: Session, item_ids: Sequence[int]) -> set[int]:
    """Return the items for which their author has appealed."""
    asked = select(HoldAppeal.item_id).where(HoldAppeal.item_id.in_(item_ids))
    return set(session.scalars(asked))


def answered_by(session: Session, rejection: Decision) -> HoldAppealState | None:
    """Return the appeal against the hold that ended in *rejection*, if any."""
    if rejection.action is not Action.REJECT:
        return None
    appeal = session.get(HoldAppeal, rejection.item_id)
    if appeal is None:
        return None
    return HoldAppealState(appeal.text, appeal.created_at, AppealOutcome.UPHELD)
