"""Invariants of the queue: what waits in it, and how it is closed."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import select
from sqlalchemy.orm import Session

from moderation.discussion.models import Comment, Revision
from moderation.discussion.rules import ScoringState, Status
from moderation.policy.rules import CauseKind
from moderation.review.appeals.hold_appeal_models import HoldAppeal
from moderation.review.items.models import Report, ReviewCause, ReviewItem
from moderation.review.quality.sampling_models import AuditDraw
from tests.sequences.stored import comments, deleted_ids, open_items


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
