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
from moderation.platform import events
from moderation.policy.rules import CauseKind, VerdictCause
from moderation.review.appeals.events import AppealOpened
from moderation.review.appeals.hold_appeal_models import HoldAppeal
from moderation.review.appeals.rules import AppealOutcome, checked_words
from moderation.review.items.models import Decision, ReviewItem
from moderation.review.items.rules import Action
from moderation.review.items.services import items, ranks


@dataclass(frozen=True)
class HoldAppealState:
    """An author's appeal against a hold, and its outcome."""

    text: str
    created_at: datetime
    outcome: AppealOutcome | None


def ask(session: Session, comment: Comment, *, text: str, now: datetime) -> HoldAppeal:
    """Attach the author's appeal to a held comment that waits for a moderator.

    The item moves ahead of routine items. From now on it is decided by itself: a
    decision on a near-duplicate does not cover it.

    :raises InvalidError: if the text is empty or longer than 2,000 characters.
    :raises ConflictError: if the author has asked before, or if the comment is still
        being checked.
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
    events.record(session, AppealOpened(comment.author_id, comment.id, None, now))
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
    """Return those of the items whose author has appealed against the hold."""
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
