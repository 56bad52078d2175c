"""Collects the facts for a statement of reasons."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from auth.core.errors import NotFoundError
from auth.core.translation import gettext as _
from auth.sites import pages_service
from moderation.discussion.models import Article, Comment
from moderation.discussion.rules import Status
from moderation.policy.services import verdicts
from moderation.review.appeals.services import appeals, hold_appeals
from moderation.review.appeals.services.hold_appeals import HoldAppealState
from moderation.review.items.models import Decision, Report, ReviewItem
from moderation.review.items.rules import Action, Reason
from moderation.review.items.services import standing_decisions
from moderation.review.sanctions.models import Sanction
from moderation.review.statements import rules
from moderation.review.statements.rules import CitedRule, CommentFacts, Statement


def of_comment(session: Session, *, comment_id: int, author_id: int) -> Statement:
    """Return the statement for an author's comment: why readers do not see it.

    If the comment was rejected and is now published, the statement says so. A rejected
    comment keeps its statement after its author has deleted it.

    :raises NotFoundError: if the comment is not theirs, or there is no decision against
        it.
    """
    comment = session.get(Comment, comment_id)
    if comment is None or comment.author_id != author_id:
        raise NotFoundError(_("This is not one of your comments."))
    if comment.status is Status.HELD:
        is_asked = comment_id in hold_appeals.waiting(session, [comment_id])
        return rules.of_hold(_facts(session, comment), is_asked=is_asked)
    if comment.status is Status.PUBLISHED:
        return _of_reversal(session, comment)
    is_deleted = comment.status is Status.DELETED
    decision = standing_decisions.rejection(session, comment_id)
    if decision is None or not (is_deleted or comment.status is Status.REJECTED):
        raise NotFoundError(_("Nothing was decided against this comment."))
    return rules.of_rejection(
        _facts(session, comment, decider_id=decision.actor_id),
        reason=decision.reason,
        words=decision.words_to_author,
        decided_at=decision.created_at,
        rule=_rule(
            session,
            _site_id(session, comment),
            decision.reason,
            at=decision.created_at,
        ),
        law=decision.legal_ground,
        is_deleted=is_deleted,
    )


def _of_reversal(session: Session, comment: Comment) -> Statement:
    """Return the statement for a published comment that was rejected before."""
    rejected = select(Decision.id).where(
        Decision.comment_id == comment.id, Decision.action == Action.REJECT
    )
    changed_at = session.scalar(
        select(func.max(func.coalesce(Decision.undone_at, Decision.created_at))).where(
            Decision.comment_id == comment.id,
            or_(Decision.undone_at.is_not(None), Decision.action == Action.APPROVE),
        )
    )
    if changed_at is None or session.scalar(rejected.limit(1)) is None:
        raise NotFoundError(_("Nothing was decided against this comment."))
    return rules.of_reversal(
        _facts(session, comment),
        is_appeal=comment.id in appeals.answered_among(session, [comment.id]),
        decided_at=changed_at,
    )


def word_against_hold(session: Session, comment_id: int) -> HoldAppealState | None:
    """Return the author's appeal against the hold, also after a rejection."""
    waiting = hold_appeals.waiting(session, [comment_id]).get(comment_id)
    rejection = standing_decisions.rejection(session, comment_id)
    comment = session.get_one(Comment, comment_id)
    if comment.status is not Status.REJECTED or rejection is None:
        return waiting
    return hold_appeals.answered_by(session, rejection)


def of_sanction(session: Session, sanction: Sanction) -> Statement:
    """Return the statement for a sanction against an account."""
    decision = session.get(Decision, sanction.decision_id or 0)
    comment = session.get(Comment, decision.comment_id) if decision else None
    return rules.of_sanction(
        sanction.kind,
        reason=sanction.reason,
        words=sanction.words_to_author,
        ends_at=sanction.ends_at,
        starts_at=sanction.starts_at or sanction.imposed_at,
        rule=_rule(session, sanction.site_id, sanction.reason, at=sanction.imposed_at),
        about=_facts(session, comment, decider_id=sanction.imposed_by_id)
        if comment
        else None,
    )


def _site_id(session: Session, comment: Comment) -> int:
    return session.get_one(Article, comment.article_id).site_id


def _rule(
    session: Session, site_id: int, reason: Reason | None, *, at: datetime
) -> CitedRule | None:
    cited = pages_service.rule_about(
        session, site_id=site_id, reason=(reason or Reason.OTHER).value, at=at
    )
    if cited is None:
        return None
    rule, version = cited
    return CitedRule(rule.number, rule.text, version) if rule.number else None


def _is_noticed(session: Session, comment_id: int) -> bool:
    noticed = select(ReviewItem.id).where(
        ReviewItem.comment_id == comment_id, ReviewItem.noticed_at.is_not(None)
    )
    return session.scalar(noticed.limit(1)) is not None


def _facts(
    session: Session, comment: Comment, *, decider_id: int | None = None
) -> CommentFacts:
    """Return the facts about a comment.

    :param decider_id: the person who decided. Their own report does not count as a
        reader's report.
    """
    revision_id = comment.latest_revision_id or 0
    reports = select(func.count()).where(
        Report.comment_id == comment.id, Report.reporter_id != (decider_id or 0)
    )
    return CommentFacts(
        headline=session.get_one(Article, comment.article_id).headline,
        written_at=comment.created_at,
        causes=verdicts.causes_of(session, [revision_id]).get(revision_id, []),
        reports=session.scalar(reports) or 0,
        is_noticed=_is_noticed(session, comment.id),
    )
