"""What staff see of an author, and how they reject all waiting comments of one."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from sqlalchemy import select, update

from auth.core.actor import Actor
from auth.core.permissions import Role
from moderation.discussion.models import Comment
from moderation.discussion.rules import Status
from moderation.discussion.services import search
from moderation.review.items.models import Decision, ReviewItem
from moderation.review.sanctions.models import Sanction
from tests.calling import Caller, Newsroom

BAN = {"kind": "ban", "reason": "hate", "words": "Enough."}


@dataclass
class Desk:
    """A newsroom with an author and two moderators."""

    called: Newsroom
    ann: Caller
    author: Actor
    mo: Caller
    max: Caller

    @property
    def path(self) -> str:
        return f"/staff/authors/{self.author.account_id}"

    def page(self, query: str = "", who: Caller | None = None) -> str:
        answer = (who or self.mo).client.get(f"{self.path}{query}")
        assert answer.status_code == 200
        return str(answer.get_data(as_text=True))

    def statuses(self) -> list[Status]:
        with self.called.database.unit_of_work(write=False) as work:
            return list(
                work.session.scalars(select(Comment.status).order_by(Comment.id))
            )


@pytest.fixture
def desk(called: Newsroom) -> Desk:
    ann, author = called.person("Ann")
    mo, _ = called.person("Mo", Role.MODERATOR)
    other, _ = called.person("Max", Role.MODERATOR)
    return Desk(called, ann, author, mo, other)


def test_the_record_is_whole_and_paged_with_links_and_reasons(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "COMMENTS_A_PAGE", 2)
    for number in range(3):
        desk.called.comment(desk.author, f"Thought {number}.")
    desk.mo.send("/staff/comments/3/remove", reason="insult")

    first = desk.page()

    assert 'href="/staff/comments/3"' in first
    assert "by <bdi>Mo</bdi>" in first
    assert "Insults someone" in first
    assert "Thought 0." not in first
    more = re.search(r'rel="next" href="[^"?]*(\?[^"#]*)', first)
    assert more
    assert "Thought 0." in desk.page(more[1])


def test_a_blind_review_of_one_comment_hides_no_decision_on_another(
    desk: Desk,
) -> None:
    desk.called.comment(desk.author, "A first thought.")
    desk.called.comment(desk.author, "A second thought.")
    desk.mo.send("/staff/comments/1/remove", reason="insult")
    desk.mo.send("/staff/comments/2/remove", reason="threat")
    with desk.called.database.unit_of_work(write=True) as work:
        work.session.execute(
            update(ReviewItem)
            .where(ReviewItem.comment_id == 1)
            .values(is_blind=True, closed_at=None)
        )

    page = desk.page(who=desk.max)

    assert ": Threatens someone" in page
    assert ": Insults someone" not in page


def test_notes_are_for_staff_alone_and_removed_by_their_writer(desk: Desk) -> None:
    desk.called.comment(desk.author, "Fine.")

    desk.mo.send(f"{desk.path}/notes", text="Was warned by telephone.")

    assert "Was warned by telephone." in desk.page(who=desk.max)
    assert desk.ann.client.get(desk.path).status_code == 403
    assert "telephone" not in desk.ann.send("/account/data").get_data(as_text=True)
    assert desk.max.send("/staff/notes/1/remove").status_code == 403
    assert desk.mo.send("/staff/notes/1/remove").status_code == 303
    assert "telephone" not in desk.page()


@pytest.mark.parametrize("text", ["", "   ", "x" * 1_001])
def test_a_note_has_words_and_not_too_many(desk: Desk, text: str) -> None:
    assert desk.mo.send(f"{desk.path}/notes", text=text).status_code == 422


def test_all_that_waits_is_rejected_with_a_ban_and_taken_back_with_it(
    desk: Desk,
) -> None:
    for number in range(3):
        text = f"Hateful words, number {number}."
        desk.called.comment(desk.author, text, status=Status.HELD, waits=True)
    assert "Reject everything by this author that is waiting (3)" in desk.page()

    answer = desk.mo.send(f"{desk.path}/sanctions", **BAN, reject_waiting="yes")

    assert desk.statuses() == [Status.REJECTED] * 3
    with desk.called.database.unit_of_work(write=False) as work:
        decisions = work.session.scalars(select(Decision)).all()
        assert len({each.item_id for each in decisions}) == 3
        assert {each.words_to_author for each in decisions} == {"Enough."}
    desk.mo.send(f"{answer.location}/undo")
    assert desk.statuses() == [Status.HELD] * 3
    with desk.called.database.unit_of_work(write=False) as work:
        assert work.session.scalars(select(Sanction)).one().lifted_at is not None


def test_a_ban_alone_leaves_what_waits(desk: Desk) -> None:
    desk.called.comment(desk.author, "Waits.", status=Status.HELD, waits=True)

    desk.mo.send(f"{desk.path}/sanctions", **BAN)

    assert desk.statuses() == [Status.HELD]


def test_what_its_author_appealed_is_read_by_itself(desk: Desk) -> None:
    desk.called.comment(desk.author, "Waits.", status=Status.HELD, waits=True)
    desk.ann.send("/my-comments/1/appeal", text="Nothing is wrong with it.")

    answer = desk.mo.send(f"{desk.path}/sanctions", **BAN, reject_waiting="yes")

    assert answer.location == desk.path
    assert desk.statuses() == [Status.HELD]


def test_a_moderators_own_report_does_not_count_as_a_readers(desk: Desk) -> None:
    desk.called.comment(desk.author, "Rude.")
    desk.mo.send("/comments/1/report", reason="insult")

    assert "reported 0 times" in desk.page()
    assert "reported once" in desk.page(who=desk.max)
