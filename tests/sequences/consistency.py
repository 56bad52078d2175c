"""Invariants of the desk, whatever people have done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from tests.sequences.comment_checks import (
    a_recount_finds_no_drift,
    authors_are_told_of_what_stands,
    each_history_is_a_chain_to_the_status,
    nothing_is_shown_that_nobody_let_through,
    the_newest_decision_is_what_readers_see,
    what_nobody_judged_waits_for_the_classifier,
)
from tests.sequences.decision_checks import (
    every_appeal_waits_or_has_its_answer,
    no_sanction_stands_twice,
    sanctions_rest_on_rejections_that_stand,
    second_reviews_are_blind_and_by_another,
)
from tests.sequences.queue_checks import (
    a_report_is_seen_or_answered,
    a_sample_is_blind_until_it_is_decided,
    a_word_against_a_hold_is_on_the_card,
    an_item_shows_what_its_author_wrote_last,
    copies_hang_under_what_waits,
    nobody_decides_what_is_left_to_others,
    what_is_held_and_scored_waits_for_a_person,
)

Check = Callable[[Session], None]


def check_everything(session: Session, now: datetime) -> None:
    """Check every invariant."""
    for check in CHECKS:
        check(session)
    no_sanction_stands_twice(session, now)


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
