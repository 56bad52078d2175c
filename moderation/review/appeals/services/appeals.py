"""Appeals against decisions: opens an appeal, and stores another person's answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from auth.core import audit
from auth.core.errors import ConflictError, NotFoundError
from auth.core.translation import gettext as _
from moderation.discussion.events import CommentEdited
from moderation.discussion.models import Comment, Revision
from moderation.discussion.rules import Status
from moderation.discussion.services import transitions
from moderation.notifications.services import telling
from moderation.platform import events
from moderation.policy.rules import CauseKind, VerdictCause
from moderation.review.appeals.events import AppealAnswered, AppealOpened
from moderation.review.appeals.hold_appeal_models import HoldAppeal
from moderation.review.appeals.inputs import AppealComment
from moderation.review.appeals.models import Appeal
from moderation.review.appeals.rules import (
    AppealOutcome,
    checked_words,
    may_appeal,
    outcome_of,
)
from moderation.review.appeals.services import hold_appeals
from moderation.review.items.events import DecisionMade, DecisionUndone
from moderation.review.items.models import Decision, ReviewItem
from moderation.review.items.rules import Action
from moderation.review.items.services import (
    eligible_moderators,
    items,
    ranks,
    standing_decisions,
)


def open_appeal(
    session: Session, change: AppealComment, *, author_id: int, now: datetime
) -> Appeal | HoldAppeal:
    """Open an author's appeal against the rejection or the hold of a comment.

    An appeal against a hold is attached to the waiting item (``hold_appeals``). An
    appeal against a rejection puts the comment back into the queue. Anybody but the
    first decider may answer it. They see the author's text, but neither causes nor
    scores.

    :raises NotFoundError: if the author has no such comment.
    :raises InvalidError: if the text is empty or longer than 2,000 characters.
    :raises ConflictError: if the comment is neither held nor rejected, if there was an
        appeal before, or if the six months are over.
    """
    comment = transitions.lock(session, change.comment_id)
    if comment.author_id != author_id:
        raise NotFoundError(_("This is not one of your comments."))
    if comment.status is Status.HELD:
        return hold_appeals.ask(session, comment, text=change.text, now=now)
    words = checked_words(change.text)
    decision = _appealable(session, comment, now)
    revision = session.get_one(Revision, decision.revision_id)
    cause = VerdictCause(CauseKind.APPEAL)
    item = items.open_item(
        session, comment=comment, revision=revision, causes=[cause], now=now
    )
    ranks.appeal(item, now=now)
    items.make_blind(session, item)
    item.first_decider_id = decision.actor_id
    item.second_decider_id = _same_before(session, decision)
    eligible_moderators.tell_if_alone(
        session,
        site_id=item.site_id,
        section=item.section,
        excluded=item.left_out,
        what=eligible_moderators.Undecided.APPEAL,
        now=now,
    )
    appeal = Appeal(
        decision_id=decision.id,
        item_id=item.id,
        author_id=author_id,
        text=words,
        created_at=now,
    )
    session.add(appeal)
    session.flush()
    events.record(session, AppealOpened(author_id, comment.id, None, now))
    return appeal


def answer(session: Session, made: DecisionMade) -> None:
    """Store the answer to the appeal of the decided item, if it has one.

    If the answer differs from the first decision, that decision is undone.
    """
    appeal = _of_item(session, made.item_id)
    if appeal is None or appeal.outcome is not None:
        return
    first = session.get_one(Decision, appeal.decision_id)
    appeal.outcome = outcome_of(first.action, made.action)
    appeal.answer_id, appeal.decided_at = made.decision_id, made.at
    session.flush()
    if appeal.outcome is AppealOutcome.OVERTURNED:
        first.undone_at = made.at
    if made.status_before is not Status.DELETED or made.action is Action.REJECT:
        comment = session.get_one(Comment, made.comment_id)
        telling.tell_of_appeal(session, comment, now=made.at)
    audit.record(
        session,
        actor_id=made.moderator_id,
        action=f"appeal.{appeal.outcome.value}",
        subject=("comment", made.comment_id),
        site_id=first.site_id,
        now=made.at,
        detail={"decision_id": first.id},
    )
    answered = AppealAnswered(appeal.author_id, made.comment_id, None, made.at)
    events.record(session, answered)


def refuse_edit(session: Session, edited: CommentEdited) -> None:
    """Refuse an edit of the comment while an appeal waits for its answer.

    :raises ConflictError: if an appeal against a decision on the comment waits.
    """
    waits = (
        select(Appeal.id)
        .join(Decision, Decision.id == Appeal.decision_id)
        .where(Decision.comment_id == edited.comment_id, Appeal.outcome.is_(None))
    )
    if session.scalar(waits.limit(1)) is not None:
        raise ConflictError(
            _(
                "You have appealed, and a moderator will read this text. You can edit "
                "the comment once we have decided on your appeal."
            )
        )


def refuse_undoing(session: Session, undone: DecisionUndone) -> None:
    """Refuse to undo a decision while an appeal against it waits for its answer.

    :raises ConflictError: if an appeal against it waits.
    """
    waits = select(Appeal.id).where(
        Appeal.decision_id == undone.decision_id, Appeal.outcome.is_(None)
    )
    if session.scalar(waits) is not None:
        raise ConflictError(
            _(
                "The author has appealed, so another moderator must decide on the "
                "appeal."
            )
        )


def unanswer(session: Session, undone: DecisionUndone) -> None:
    """Reopen the appeal that the undone decision answered, if any."""
    answered = select(Appeal).where(Appeal.answer_id == undone.decision_id)
    appeal = session.scalar(answered)
    if appeal is None:
        return
    first = session.get_one(Decision, appeal.decision_id)
    if appeal.outcome is AppealOutcome.OVERTURNED:
        first.undone_at = None
    appeal.outcome = appeal.answer_id = appeal.decided_at = None


def of_comments(session: Session, comment_ids: Sequence[int]) -> dict[int, Appeal]:
    """Return the newest appeal of each comment that has one."""
    rows = session.execute(
        select(Decision.comment_id, Appeal)
        .join(Appeal, Appeal.decision_id == Decision.id)
        .where(Decision.comment_id.in_(comment_ids))
        .order_by(Appeal.id)
    )
    return {row.comment_id: row.Appeal for row in rows}


def answered_among(session: Session, comment_ids: Sequence[int]) -> set[int]:
    """Return the comments whose newest decision answered an appeal."""
    newest = (
        select(func.max(Decision.id))
        .where(Decision.comment_id.in_(comment_ids), Decision.undone_at.is_(None))
        .group_by(Decision.comment_id)
    )
    rows = session.scalars(
        select(Decision.comment_id)
        .join(Appeal, Appeal.answer_id == Decision.id)
        .where(Decision.id.in_(newest))
    )
    return set(rows)


def texts_of(session: Session, item_ids: Sequence[int]) -> dict[int, str]:
    """Return the author's appeal for each item that an appeal opened."""
    rows = session.execute(
        select(Appeal.item_id, Appeal.text).where(
            Appeal.item_id.in_(item_ids), Appeal.outcome.is_(None)
        )
    )
    return {row.item_id: row.text for row in rows}


def _appealable(session: Session, comment: Comment, now: datetime) -> Decision:
    decision = standing_decisions.newest(session, comment.id)
    if decision is None or comment.status is not Status.REJECTED:
        raise ConflictError(_("There is no rejection to appeal against."))
    if not may_appeal(decision.action, decided_at=decision.created_at, now=now):
        raise ConflictError(_("The six months in which you could appeal are over."))
    known = select(Appeal.id).where(
        (Appeal.decision_id == decision.id) | (Appeal.answer_id == decision.id)
    )
    if session.scalar(known) is not None:
        raise ConflictError(_("You have already appealed against this."))
    return decision


def _same_before(session: Session, decision: Decision) -> int | None:
    """Return who else made the same decision on the same text; ``None`` if nobody did.

    If a second review agreed, there are two decisions, and the appeal is against both.
    """
    return session.scalar(
        select(Decision.actor_id)
        .where(
            Decision.comment_id == decision.comment_id,
            Decision.revision_id == decision.revision_id,
            Decision.action == decision.action,
            Decision.actor_id != decision.actor_id,
            Decision.undone_at.is_(None),
        )
        .order_by(Decision.id.desc())
        .limit(1)
    )


def _of_item(session: Session, item_id: int) -> Appeal | None:
    return session.scalar(
        select(Appeal)
        .join(ReviewItem, ReviewItem.id == Appeal.item_id)
        .where(Appeal.item_id == item_id)
        .order_by(Appeal.id.desc())
        .limit(1)
    )
