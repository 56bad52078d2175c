"""Near-duplicates are decided together, and undone together."""

from __future__ import annotations

from sqlalchemy import select

from moderation.discussion.models import Comment
from moderation.discussion.rules import Status
from moderation.discussion.services import writing
from moderation.review.decisions.inputs import UndoDecision
from moderation.review.decisions.services import decisions
from moderation.review.items.models import Decision, NearDuplicateBand, ReviewItem
from moderation.review.items.queue_views import QueueView
from moderation.review.items.services import claims
from moderation.review.queue.services import recent
from tests.moderation.review.items.brigades import Brigade


def test_one_decision_covers_all_and_each_has_its_record(brigade: Brigade) -> None:
    first, second, alone, third = brigade.item_ids

    outcome = brigade.reject(first)

    assert (outcome.done, dict(outcome.refused)) == (2, {})
    assert brigade.listed(QueueView()) == [(alone, 0)]
    with brigade.database.unit_of_work(write=False) as work:
        decided = work.session.scalars(select(Decision.item_id)).all()
        rejected = work.session.scalars(
            select(Comment.id).where(Comment.status == Status.REJECTED)
        ).all()
        left = set(work.session.scalars(select(NearDuplicateBand.item_id)))
    assert sorted(decided) == [first, second, third]
    assert len(rejected) == 3
    assert left == {alone}


def test_a_copy_that_another_has_claimed_stays_and_is_told_of(brigade: Brigade) -> None:
    first, second, alone, _ = brigade.item_ids
    with brigade.database.unit_of_work(write=True) as work:
        claims.claim(
            work.session,
            item_id=second,
            moderator_id=brigade.samuel.account_id,
            now=brigade.now,
        )

    outcome = brigade.reject(first)

    assert outcome.done == 1
    assert dict(outcome.refused) == {"Samuel is looking at this one.": 1}
    assert brigade.listed(QueueView()) == [(second, 0), (alone, 0)]


def test_an_undone_decision_puts_the_item_back_before_its_copies(
    brigade: Brigade,
) -> None:
    first, _, alone, _ = brigade.item_ids
    brigade.reject_alone(first)
    with brigade.database.unit_of_work(write=True) as work:
        [decision_id] = work.session.scalars(select(Decision.id))
        decisions.undo(
            work.session,
            UndoDecision(decision_id=decision_id),
            moderator_id=brigade.edith.account_id,
            now=brigade.now,
        )

    assert brigade.listed(QueueView()) == [(first, 2), (alone, 0)]


def test_undoing_a_decision_takes_back_all_that_were_made_with_it(
    brigade: Brigade,
) -> None:
    first, _, alone, _ = brigade.item_ids
    decision_id = brigade.reject_together(first)

    copies = brigade.undo(decision_id)

    assert copies.done == 2
    assert brigade.listed(QueueView()) == [(first, 2), (alone, 0)]
    with brigade.database.unit_of_work(write=False) as work:
        statuses = set(work.session.scalars(select(Comment.status)))
    assert statuses == {Status.HELD}


def test_undoing_says_which_of_those_made_with_it_stay_as_they_are(
    brigade: Brigade,
) -> None:
    first, second, _, _ = brigade.item_ids
    decision_id = brigade.reject_together(first)
    with brigade.database.unit_of_work(write=True) as work:
        comment = work.session.get_one(
            Comment, work.session.get_one(ReviewItem, second).comment_id
        )
        writing.delete(
            work.session,
            comment_id=comment.id,
            author_id=comment.author_id,
            now=brigade.now,
        )

    copies = brigade.undo(decision_id)

    assert copies.done == 1
    assert dict(copies.refused) == {
        "The author has deleted the comment in the meantime.": 1
    }


def test_the_last_decisions_name_those_made_together_once(brigade: Brigade) -> None:
    decision_id = brigade.reject_together(brigade.item_ids[0])
    with brigade.database.unit_of_work(write=False) as work:
        made = recent.decisions(
            work.session, moderator_id=brigade.edith.account_id, now=brigade.now
        )

    assert [(each.decision_id, each.together) for each in made] == [(decision_id, 2)]
