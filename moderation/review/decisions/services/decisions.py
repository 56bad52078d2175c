"""Decides items, and undoes decisions. Two moderators never both decide an item."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from auth.core import audit
from auth.core.errors import ConflictError, NotFoundError
from auth.core.translation import gettext as _
from moderation.discussion.events import CommentPublished
from moderation.discussion.models import Comment, Revision
from moderation.discussion.rules import Cause, ScoringState, Status
from moderation.discussion.services import transitions, writing
from moderation.platform import events
from moderation.policy.models import Verdict
from moderation.policy.rules import VerdictKind
from moderation.policy.services import verdicts
from moderation.review.decisions.inputs import DecideItem, UndoDecision
from moderation.review.items.events import DecisionMade, DecisionUndone
from moderation.review.items.models import Decision, ReviewItem
from moderation.review.items.rules import Action, Reason
from moderation.review.items.services import (
    claims,
    deciders,
    escalations,
    items,
    standing_decisions,
    text_checks,
)

STATUS_OF = {Action.APPROVE: Status.PUBLISHED, Action.REJECT: Status.REJECTED}


def decide(
    session: Session, change: DecideItem, *, moderator_id: int, now: datetime
) -> Decision:
    """Approve or reject a comment, or escalate its item to another moderator.

    :raises InvalidError: if a rejection has no reason, or a text is too long.
    :raises ConflictError: if somebody else has claimed or decided it, or if the text
        changed.
    :raises ForbiddenError: if another moderator has to decide it (``deciders``).
    """
    action = change.action
    text_checks.check_decision(
        action, change.reason, change.note, change.words, change.legal_ground
    )
    item = claims.claim(
        session, item_id=change.item_id, moderator_id=moderator_id, now=now
    )
    comment = transitions.lock(session, item.comment_id)
    if change.revision_id not in (None, item.revision_id):
        raise ConflictError(_("The author changed the text. Please read it again."))
    decision = Decision(
        item_id=item.id,
        comment_id=comment.id,
        revision_id=item.revision_id,
        site_id=item.site_id,
        profile_version_id=verdicts.version_of(session, item.revision_id),
        actor_id=moderator_id,
        action=action,
        reason=change.reason,
        note=change.note.strip(),
        words_to_author=change.words.strip(),
        legal_ground=_law(change),
        status_before=comment.status,
        created_at=now,
    )
    session.add(decision)
    session.flush()
    if action is Action.ESCALATE:
        escalations.escalate(session, item, moderator_id=moderator_id, now=now)
    else:
        _settle(session, item, comment, decision)
        _record(session, comment, decision)
    _write_down(session, decision, f"review.{action.value}", moderator_id, now)
    return decision


def _law(change: DecideItem) -> str:
    """Return the law that a rejection for illegal content names."""
    is_illegal = change.action is Action.REJECT and change.reason is Reason.ILLEGAL
    return change.legal_ground.strip() if is_illegal else ""


def _record(session: Session, comment: Comment, decision: Decision) -> None:
    """Record an approval or a rejection, and that readers see the comment now."""
    before, now = decision.status_before, decision.created_at
    if before is not Status.PUBLISHED and comment.status is Status.PUBLISHED:
        events.record(session, CommentPublished(comment.id, now))
    made = DecisionMade(
        decision_id=decision.id,
        item_id=decision.item_id,
        comment_id=comment.id,
        action=decision.action,
        moderator_id=decision.actor_id,
        status_before=before,
        at=now,
    )
    events.record(session, made)


def undo(
    session: Session, change: UndoDecision, *, moderator_id: int, now: datetime
) -> Decision:
    """Undo a decision: restore the comment, and reopen its item.

    The history keeps both the decision and the undo.

    :raises NotFoundError: if there is no such decision.
    :raises ConflictError: if it was undone, or if something newer depends on it.
    :raises ForbiddenError: if somebody else has to make the decision.
    """
    decision = session.get(Decision, change.decision_id)
    if decision is None:
        raise NotFoundError(_("There is no such decision."))
    comment = transitions.lock(session, decision.comment_id)
    if decision.action is Action.ESCALATE:
        escalations.take_back(session, decision, moderator_id=moderator_id, now=now)
        _write_down(session, decision, "decisions.undo", moderator_id, now)
        return decision
    item = session.get_one(ReviewItem, decision.item_id)
    revision = session.get_one(Revision, decision.revision_id)
    undone = DecisionUndone(decision.id, comment.id, moderator_id, now)
    _refuse_overtaken(session, comment, decision)
    deciders.refuse_excluded(item, moderator_id)
    events.check(session, undone)
    decision.undone_at = now
    # Recorded before the status is restored: an appeal or second review that this
    # decision answered may be about the same text, and is reopened first.
    events.record(session, undone)
    transitions.move(
        session,
        comment,
        to=decision.status_before,
        cause=Cause.UNDO,
        now=now,
        actor_id=moderator_id,
        revision_id=_brought_back(session, comment, revision),
    )
    items.reopen(session, item, now=now)
    _write_down(session, decision, "decisions.undo", moderator_id, now)
    return decision


def _refuse_overtaken(session: Session, comment: Comment, decision: Decision) -> None:
    """Refuse to undo a decision on which something newer depends."""
    newest = standing_decisions.newest(session, comment.id)
    if newest is None or newest.id != decision.id:
        raise ConflictError(_("This decision was already undone or replaced."))
    if comment.status is Status.DELETED:
        raise ConflictError(_("The author has deleted the comment in the meantime."))
    if comment.latest_revision_id != decision.revision_id:
        raise ConflictError(_("The author has changed the text in the meantime."))


def _brought_back(session: Session, comment: Comment, revision: Revision) -> int:
    """Return the text that is restored once the decision on *revision* is undone.

    A text that was decided before it was scored waits for the classifier again, and
    readers see the previous one, which was published.
    """
    newest = standing_decisions.newest(session, comment.id)
    is_decided = newest is not None and newest.revision_id == revision.id
    if is_decided or revision.scoring_state is not ScoringState.DROPPED:
        return revision.id
    revision.scoring_state = ScoringState.WAITING
    approved = select(Decision.id).where(
        Decision.revision_id == Revision.id,
        Decision.action == Action.APPROVE,
        Decision.undone_at.is_(None),
    )
    passed = select(Verdict.id).where(
        Verdict.revision_id == Revision.id,
        Verdict.kind != VerdictKind.HOLD,
        Verdict.superseded_at.is_(None),
    )
    older = session.scalar(
        select(func.max(Revision.id)).where(
            Revision.comment_id == comment.id,
            Revision.id < revision.id,
            or_(approved.exists(), passed.exists()),
        )
    )
    return older or revision.id


def _settle(
    session: Session, item: ReviewItem, comment: Comment, decision: Decision
) -> None:
    """Publish or reject the comment and close its item.

    One that its author deleted after it was reported stays deleted.
    """
    if comment.status is not Status.DELETED:
        _move(session, item, comment, decision)
    item.decided_by_id = decision.actor_id
    items.close(item, now=decision.created_at)


def _move(
    session: Session, item: ReviewItem, comment: Comment, decision: Decision
) -> None:
    _leave_queue(session, item.revision_id)
    transitions.move(
        session,
        comment,
        to=STATUS_OF[decision.action],
        cause=Cause.DECISION,
        now=decision.created_at,
        actor_id=decision.actor_id,
        revision_id=item.revision_id,
        detail=text_checks.detail_of(decision),
    )


def _write_down(
    session: Session, decision: Decision, act: str, moderator_id: int, now: datetime
) -> None:
    audit.record(
        session,
        actor_id=moderator_id,
        action=act,
        subject=("comment", decision.comment_id),
        site_id=decision.site_id,
        now=now,
        detail={"item_id": decision.item_id, "reason": decision.reason},
    )


def _leave_queue(session: Session, revision_id: int) -> None:
    """Remove the decided text from the classifier's queue."""
    revision = session.get_one(Revision, revision_id)
    if revision.scoring_state is ScoringState.WAITING:
        writing.drop_waiting(session, revision.comment_id)
