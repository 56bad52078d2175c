"""Invariants of comments: their history, status and notifications."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from moderation.discussion.models import Comment, Revision, StatusChange
from moderation.discussion.rules import ScoringState, Status
from moderation.notifications.models import Notification
from moderation.notifications.rules import NotificationKind
from moderation.policy.models import Verdict
from moderation.policy.rules import VerdictKind
from moderation.review.decisions.services.decisions import STATUS_OF
from moderation.review.items.rules import Action
from moderation.running import doctor
from tests.sequences.stored import comments, newest_decisions


def a_recount_finds_no_drift(session: Session) -> None:
    assert set(doctor.recount(session).values()) == {0}


def each_history_is_a_chain_to_the_status(session: Session) -> None:
    reached: dict[int, Status] = {}
    for line in session.scalars(select(StatusChange).order_by(StatusChange.id)):
        assert line.from_status is reached.get(line.comment_id)
        reached[line.comment_id] = line.to_status
    assert reached == {each.id: each.status for each in comments(session)}


def the_newest_decision_is_what_readers_see(session: Session) -> None:
    standing = newest_decisions(session)
    for comment in comments(session):
        decision = standing.get(comment.id)
        is_about_it = (
            decision is not None and decision.revision_id == comment.latest_revision_id
        )
        if decision and is_about_it and comment.status is not Status.DELETED:
            assert comment.status is STATUS_OF[decision.action]


def nothing_is_shown_that_nobody_let_through(session: Session) -> None:
    let_through = set(
        session.scalars(
            select(Verdict.revision_id).where(Verdict.kind != VerdictKind.HOLD)
        )
    ) | {
        decision.revision_id
        for decision in newest_decisions(session).values()
        if decision.action is Action.APPROVE
    }
    for comment in comments(session):
        if comment.status is Status.PUBLISHED:
            assert comment.shown_revision_id in let_through


def what_nobody_judged_waits_for_the_classifier(session: Session) -> None:
    decided = {decision.revision_id for decision in newest_decisions(session).values()}
    for comment in comments(session):
        revision = session.get_one(Revision, comment.latest_revision_id)
        if comment.status is not Status.DELETED and revision.id not in decided:
            assert revision.scoring_state is not ScoringState.DROPPED
        if comment.status is Status.REJECTED:
            assert revision.scoring_state is not ScoringState.WAITING


def authors_are_told_of_what_stands(session: Session) -> None:
    """A notification of a decision has its decision, and the other way round.

    Of a comment that its author deleted, only a rejection matters, which counts in
    their record.
    """
    told = set(
        session.scalars(
            select(Notification.comment_id).where(
                Notification.kind == NotificationKind.DECIDED
            )
        )
    )
    deleted = set(
        session.scalars(select(Comment.id).where(Comment.status == Status.DELETED))
    )
    decided = {
        comment_id
        for comment_id, decision in newest_decisions(session).items()
        if decision.action is Action.REJECT or comment_id not in deleted
    }
    assert told == decided
