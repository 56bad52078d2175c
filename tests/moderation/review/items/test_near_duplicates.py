"""Near-duplicates are found, grouped and decided together."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from auth.core.actor import Actor
from auth.core.models import Site
from auth.core.permissions import Role
from auth.db.database import Database
from moderation.discussion.models import Comment
from moderation.discussion.rules import Cause, Status
from moderation.discussion.services import transitions, writing
from moderation.policy.rules import CauseKind, VerdictCause
from moderation.review.decisions.inputs import DecideItem, Ruling, UndoDecision
from moderation.review.decisions.services import bulk, decisions
from moderation.review.items.models import Decision, NearDuplicateBand, ReviewItem
from moderation.review.items.queue_views import DeskContext, QueueView
from moderation.review.items.rules import Action, Reason
from moderation.review.items.services import claims, items
from moderation.review.items.text_similarity import bands, shingles, similarity
from moderation.review.queue.services import cards, queue, recent
from tests import newsroom
from tests.calling import Newsroom

PASTED = "Everybody knows that the crossing was never shut, ask the drivers yourself"
OTHER = "The third paragraph speaks of a ferry; there has been none since the spring"


@dataclass
class Brigade:
    """A newsroom in which one text was pasted three times and another posted once."""

    database: Database
    site_id: int
    edith: Actor
    samuel: Actor
    now: datetime
    item_ids: list[int]

    @property
    def desk_context(self) -> DeskContext:
        return DeskContext(self.site_id, self.edith.account_id, self.now)

    def listed(self, view: QueueView) -> list[tuple[int, int]]:
        with self.database.unit_of_work(write=False) as work:
            page = queue.page(work.session, context=self.desk_context, view=view)
            return sorted((card.item.id, card.copies) for card in page.cards)

    def reject(self, item_id: int) -> bulk.BulkResult:
        ruling = Ruling(Action.REJECT, Reason.SPAM)
        with self.database.unit_of_work(write=True) as work:
            outcome = self._decide_copies(work.session, item_id, ruling)
            self._decide(work.session, item_id)
        return outcome

    def reject_together(self, item_id: int) -> int:
        """Reject an item with its near-duplicates as the page does, and tie them."""
        ruling = Ruling(Action.REJECT, Reason.SPAM)
        with self.database.unit_of_work(write=True) as work:
            copies = self._decide_copies(work.session, item_id, ruling)
            lead = self._decide(work.session, item_id)
            bulk.link_copies(work.session, lead=lead, copies=copies)
            return lead.id

    def undo(self, decision_id: int) -> bulk.BulkResult:
        """Take a decision back with what was made with it."""
        with self.database.unit_of_work(write=True) as work:
            _, copies = bulk.undo_together(
                work.session, UndoDecision(decision_id), context=self.desk_context
            )
        return copies

    def reject_alone(self, item_id: int) -> None:
        with self.database.unit_of_work(write=True) as work:
            self._decide(work.session, item_id)

    def _decide_copies(
        self, session: Session, item_id: int, ruling: Ruling
    ) -> bulk.BulkResult:
        """Decide all near-duplicates of an item, as its card has them."""
        [card] = cards.cards(session, [item_id], context=self.desk_context)
        copies = tuple(
            (copy.item_id, copy.revision_id)
            for group in card.duplicate_groups
            for copy in group.copies
        )
        change = replace(ruling.on(item_id, None), copies=copies)
        return bulk.decide_copies(session, change, context=self.desk_context)

    def _decide(self, session: Session, item_id: int) -> Decision:
        return decisions.decide(
            session,
            DecideItem(
                item_id=item_id,
                action=Action.REJECT,
                reason=Reason.SPAM,
                note="",
                revision_id=None,
            ),
            moderator_id=self.edith.account_id,
            now=self.now,
        )


@pytest.fixture
def brigade(database: Database, now: datetime) -> Brigade:
    texts = (PASTED, f"{PASTED}!!", OTHER, PASTED.upper())
    with database.unit_of_work(write=True) as work:
        session = work.session
        newsroom.ensure_newsroom(session, now=now)
        article = newsroom.article(session, now=now)
        edith = newsroom.person(session, "Edith", now=now, role=Role.MODERATOR)
        samuel = newsroom.person(session, "Samuel", now=now, role=Role.MODERATOR)
        opened = []
        for number, text in enumerate(texts):
            author = newsroom.person(session, f"Reader {number}", now=now)
            comment = newsroom.post(session, author, article, text, now=now)
            transitions.move(
                session, comment, to=Status.HELD, cause=Cause.VERDICT, now=now
            )
            item = items.open_item(
                session,
                comment=comment,
                revision=newsroom.latest(session, comment),
                causes=[VerdictCause(CauseKind.CLASSIFIER, score=0.8)],
                now=now,
            )
            opened.append(item.id)
        site_id = session.scalars(select(Site.id)).one()
    return Brigade(database, site_id, edith, samuel, now, opened)


@pytest.mark.parametrize(
    ("one", "other", "are_alike"),
    [
        (PASTED, PASTED, True),
        (PASTED, f"{PASTED}!!! \U0001f602", True),
        (PASTED, PASTED.upper().replace(",", " \u2013"), True),
        (PASTED, f"{PASTED} please", True),
        (PASTED, OTHER, False),
        (PASTED, PASTED[::-1], False),
        ("Well said.", "Well said.", False),
    ],
)
def test_texts_are_alike_but_for_a_few_marks_and_words(
    one: str, other: str, *, are_alike: bool
) -> None:
    pieces, others = shingles(one), shingles(other)

    assert (similarity(pieces, others) >= 0.75) == are_alike
    assert bool(set(bands(pieces)) & set(bands(others))) == are_alike


def test_one_card_stands_for_its_near_duplicates(brigade: Brigade) -> None:
    first, _, alone, _ = brigade.item_ids

    assert brigade.listed(QueueView()) == [(first, 2), (alone, 0)]


def test_a_view_of_one_article_shows_each_copy(brigade: Brigade) -> None:
    found = brigade.listed(QueueView(article="truce"))

    assert [item_id for item_id, _ in found] == brigade.item_ids


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


def test_when_the_first_is_decided_alone_the_next_stands_for_the_rest(
    brigade: Brigade,
) -> None:
    first, second, alone, _ = brigade.item_ids

    brigade.reject_alone(first)

    assert brigade.listed(QueueView()) == [(second, 1), (alone, 0)]


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


def test_many_copies_outrank_a_text_that_came_once(brigade: Brigade) -> None:
    first, _, alone, _ = brigade.item_ids
    with brigade.database.unit_of_work(write=False) as work:
        crowd = work.session.get_one(ReviewItem, first)
        single = work.session.get_one(ReviewItem, alone)

        assert crowd.rank > single.rank


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


def test_a_card_shows_how_each_near_duplicate_differs_and_ticks_none_that_turns_it(
    called: Newsroom,
) -> None:
    edith, _ = called.person("Edith", Role.MODERATOR)
    said = f"{PASTED} and let them in"
    for number, text in enumerate((said, said, said.replace("let", "do not let"))):
        called.comment(called.person(f"Reader {number}")[1], text, waits=True)

    page = re.sub(r"\s+", " ", edith.client.get("/queue").get_data(as_text=True))

    [same, other] = re.findall(r'<input[^>]*name="copies"[^>]*>', page)
    assert " checked" in same
    assert " checked" not in other
    assert "added: </span>do not</ins>" in page
    assert "a negation or a number differs" in page


def test_only_what_is_ticked_is_decided_with_the_card(called: Newsroom) -> None:
    edith, _ = called.person("Edith", Role.MODERATOR)
    for number in range(3):
        called.comment(called.person(f"Reader {number}")[1], PASTED, waits=True)
    with called.database.unit_of_work(write=False) as work:
        rows = work.session.execute(
            select(ReviewItem.id, ReviewItem.revision_id).order_by(ReviewItem.id)
        ).all()
    first, second, third = rows

    edith.send(
        f"/queue/{first.id}/decision",
        action="approve",
        copies=f"{second.id}-{second.revision_id}",
    )
    page = re.sub(r"\s+", " ", edith.client.get("/queue").get_data(as_text=True))

    assert "1 near-duplicate was decided with it." in page
    assert [each["id"] for each in edith.get("/queue").json["items"]] == [third.id]


@pytest.mark.parametrize("copies", ["yes", "1-", "1-2,", "-", "x-1"])
def test_near_duplicates_that_are_no_numbers_are_refused(
    called: Newsroom, copies: str
) -> None:
    edith, _ = called.person("Edith", Role.MODERATOR)
    called.comment(called.person("Nour")[1], PASTED, waits=True)
    before = called.rows()

    answer = edith.send("/queue/1/decision", action="approve", copies=copies)

    assert answer.status_code == 422
    assert called.rows() == before
