"""Invariants of the desk, whatever people have done."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from moderation.discussion.models import Comment, Revision, StatusChange
from moderation.discussion.rules import ScoringState, Status
from moderation.notifications.models import Notification
from moderation.notifications.rules import NotificationKind
from moderation.policy.models import Verdict
from moderation.policy.rules import CauseKind, VerdictKind
from moderation.review.appeals.hold_appeal_models import HoldAppeal
from moderation.review.appeals.models import Appeal
from moderation.review.appeals.rules import AppealOutcome
from moderation.review.decisions.services.decisions import STATUS_OF
from moderation.review.items.models import Decision, Report, ReviewCause, ReviewItem
from moderation.review.items.rules import Action
from moderation.review.quality.sampling_models import AuditDraw
from moderation.review.quality.second_review_models import SecondReview
from moderation.review.sanctions.models import Sanction
from moderation.review.sanctions.rules import is_in_force
from moderation.review.sanctions.services.sanctions_in_force import period_of
from moderation.running import doctor

Check = Callable[[Session], None]


def check_everything(session: Session, now: datetime) -> None:
    """Check every invariant in this module."""
    for check in CHECKS:
        check(session)
    no_sanction_stands_twice(session, now)


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


def what_is_held_and_scored_waits_for_a_person(session: Session) -> None:
    waits = open_items(session)
    states = {each.id: each.scoring_state for each in session.scalars(select(Revision))}
    reported = set(
        session.scalars(
            select(ReviewCause.item_id).where(ReviewCause.kind == CauseKind.REPORT)
        )
    )
    for comment in comments(session):
        state = states[comment.latest_revision_id or 0]
        if comment.status is Status.HELD and state is ScoringState.SCORED:
            assert comment.id in waits
        # What readers reported stays on the desk though its author deleted it.
        if comment.status is Status.DELETED and comment.id in waits:
            assert waits[comment.id].id in reported


def copies_hang_under_what_waits(session: Session) -> None:
    waits = {item.id: item for item in open_items(session).values()}
    spoken_for = set(session.scalars(select(HoldAppeal.item_id)))
    for item in waits.values():
        if item.lead_id is not None:
            assert waits[item.lead_id].lead_id is None
            assert not item.is_blind
            assert not waits[item.lead_id].is_blind
            assert item.id not in spoken_for


def an_item_shows_what_its_author_wrote_last(session: Session) -> None:
    latest = {each.id: each.latest_revision_id for each in comments(session)}
    for comment_id, item in open_items(session).items():
        assert item.revision_id == latest[comment_id]


def nobody_decides_what_is_left_to_others(session: Session) -> None:
    for item in session.scalars(select(ReviewItem)):
        if item.closed_at is not None:
            assert item.decided_by_id is None or item.decided_by_id not in item.left_out


def every_appeal_waits_or_has_its_answer(session: Session) -> None:
    waits, deleted = open_items(session), deleted_ids(session)
    rows = session.execute(
        select(Appeal, Decision).join(Decision, Decision.id == Appeal.decision_id)
    )
    for appeal, decision in rows:
        is_overturned = appeal.outcome is AppealOutcome.OVERTURNED
        assert is_overturned == (decision.undone_at is not None)
        if appeal.answer_id is not None:
            answer = session.get_one(Decision, appeal.answer_id)
            assert answer.undone_at is None
            assert answer.actor_id != decision.actor_id
        elif decision.comment_id not in deleted:
            item = waits[decision.comment_id]
            assert item.id == appeal.item_id
            assert decision.actor_id in item.left_out


def a_word_against_a_hold_is_on_the_card(session: Session) -> None:
    rows = session.execute(
        select(ReviewItem, Comment.status)
        .join(HoldAppeal, HoldAppeal.item_id == ReviewItem.id)
        .join(Comment, Comment.id == ReviewItem.comment_id)
    )
    for item, status in rows:
        if status is Status.HELD and item.decided_by_id is None:
            assert item.closed_at is None


def a_report_is_seen_or_answered(session: Session) -> None:
    """A reported item is never closed without a decision."""
    deleted = deleted_ids(session)
    rows = session.execute(
        select(ReviewItem)
        .join(ReviewCause, ReviewCause.item_id == ReviewItem.id)
        .where(ReviewCause.kind == CauseKind.REPORT)
    )
    for (item,) in rows:
        if item.comment_id not in deleted and item.closed_at is not None:
            assert item.decided_by_id is not None
    reports = Counter(session.scalars(select(Report.comment_id)))
    causes = Counter(
        session.scalars(
            select(ReviewItem.comment_id)
            .join(ReviewCause, ReviewCause.item_id == ReviewItem.id)
            .where(ReviewCause.kind == CauseKind.REPORT)
        )
    )
    assert causes == reports


def second_reviews_are_blind_and_by_another(session: Session) -> None:
    waits, deleted = open_items(session), deleted_ids(session)
    first, second = aliased(Decision), aliased(Decision)
    rows = session.execute(
        select(SecondReview, first, second)
        .join(first, first.id == SecondReview.first_id)
        .outerjoin(second, second.id == SecondReview.second_id)
    )
    for asked, one, other in rows:
        if asked.second_id is not None:
            assert other.undone_at is None
            assert other.actor_id != one.actor_id
        elif one.comment_id not in deleted:
            item = waits[one.comment_id]
            assert item.id == asked.item_id
            assert item.is_blind
            assert one.actor_id in item.left_out
            assert one.undone_at is None


def a_sample_is_blind_until_it_is_decided(session: Session) -> None:
    drawn = select(AuditDraw.revision_id)
    for item in session.scalars(
        select(ReviewItem).where(
            ReviewItem.revision_id.in_(drawn), ReviewItem.closed_at.is_(None)
        )
    ):
        kinds = session.scalars(
            select(ReviewCause.kind).where(ReviewCause.item_id == item.id)
        )
        assert CauseKind.AUDIT_SAMPLE not in set(kinds) or item.is_blind


def sanctions_rest_on_rejections_that_stand(session: Session) -> None:
    newest: dict[int, Decision] = {}
    for decision in session.scalars(
        select(Decision)
        .where(Decision.action != Action.ESCALATE, Decision.undone_at.is_(None))
        .order_by(Decision.id)
    ):
        newest[decision.revision_id] = decision
    for sanction in session.scalars(select(Sanction)):
        if sanction.decision_id is None or sanction.lifted_at is not None:
            continue
        ground = session.get_one(Decision, sanction.decision_id)
        assert ground.action is Action.REJECT
        assert ground.undone_at is None
        assert newest[ground.revision_id].action is Action.REJECT


def no_sanction_stands_twice(session: Session, now: datetime) -> None:
    standing = Counter(
        (sanction.account_id, sanction.kind)
        for sanction in session.scalars(
            select(Sanction).where(Sanction.lifted_at.is_(None))
        )
        if sanction.starts_at is None or is_in_force(period_of(sanction), now)
    )
    assert set(standing.values()) <= {1}


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


CHECKS: tuple[Check, ...] = (
    a_recount_finds_no_drift,
    each_history_is_a_chain_to_the_status,
    the_newest_decision_is_what_readers_see,
    nothing_is_shown_that_nobody_let_through,
    what_nobody_judged_waits_for_the_classifier,
    what_is_held_and_scored_waits_for_a_person,
    copies_hang_under_what_waits,
    an_item_shows_what_its_author_wrote_last,
    nobody_decides_what_is_left_to_others,
    every_appeal_waits_or_has_its_answer,
    a_word_against_a_hold_is_on_the_card,
    a_report_is_seen_or_answered,
    second_reviews_are_blind_and_by_another,
    a_sample_is_blind_until_it_is_decided,
    sanctions_rest_on_rejections_that_stand,
    authors_are_told_of_what_stands,
)


def comments(session: Session) -> list[Comment]:
    """Return every comment, deleted ones too."""
    return list(session.scalars(select(Comment)))


def deleted_ids(session: Session) -> set[int]:
    """Return the comments that their authors deleted."""
    return {each.id for each in comments(session) if each.status is Status.DELETED}


def open_items(session: Session) -> dict[int, ReviewItem]:
    """Return the open item of each comment that has one; no comment has two."""
    found: defaultdict[int, list[ReviewItem]] = defaultdict(list)
    for item in session.scalars(
        select(ReviewItem).where(ReviewItem.closed_at.is_(None))
    ):
        found[item.comment_id].append(item)
    assert all(len(items) == 1 for items in found.values())
    return {comment_id: item for comment_id, [item] in found.items()}


def newest_decisions(session: Session) -> dict[int, Decision]:
    """Return the newest decision on each comment that has not been taken back."""
    rows = session.scalars(
        select(Decision)
        .where(Decision.action != Action.ESCALATE, Decision.undone_at.is_(None))
        .order_by(Decision.id)
    )
    return {decision.comment_id: decision for decision in rows}
