"""What readers and moderators of the demo made of a comment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from moderation.demo.comments import DemoComment
from moderation.discussion.models import Comment
from moderation.discussion.rules import Cause, Status
from moderation.discussion.services import transitions
from moderation.review.models import Decision
from moderation.review.rules import Action, Reason
from moderation.review.services import decisions, items, reports


def report(
    session: Session,
    comment: Comment,
    demo: DemoComment,
    account_ids: Mapping[str, int],
    at: datetime,
) -> None:
    """Have readers report the comment, where the classifier let it through."""
    if comment.status is not Status.PUBLISHED:
        return
    for number, each in enumerate(demo.reports, start=1):
        reports.report(
            session,
            comment_id=comment.id,
            reporter_id=account_ids[each.reporter],
            reason=each.reason,
            note=each.note,
            now=at + timedelta(minutes=3 * number),
        )


def decide(
    session: Session,
    comment: Comment,
    decision: Reason | bool,
    moderator_id: int,
    at: datetime,
) -> None:
    """Have a moderator decide, some minutes later, what the newsroom decided."""
    action = Action.APPROVE if decision is True else Action.REJECT
    reason = decision if isinstance(decision, Reason) else None
    decided_at = at + timedelta(minutes=4)
    item = items.open_for(session, comment.id)
    if item is not None:
        made: Decision = decisions.decide(
            session,
            item_id=item.id,
            moderator_id=moderator_id,
            action=action,
            reason=reason,
            note="",
            revision_id=item.revision_id,
            now=decided_at,
        )
        made.is_demo = True
    elif action is Action.REJECT and comment.status is Status.PUBLISHED:
        transitions.move(
            session,
            transitions.lock(session, comment.id),
            to=Status.REJECTED,
            cause=Cause.DECISION,
            now=decided_at,
            actor_id=moderator_id,
            revision_id=comment.latest_revision_id,
        )
