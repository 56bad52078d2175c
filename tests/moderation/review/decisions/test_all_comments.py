"""Staff can find, reopen and remove any comment."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from sqlalchemy import select

from auth.core.permissions import Role
from moderation.discussion.models import Comment
from moderation.discussion.rules import Status
from moderation.review.items.models import ReviewItem
from moderation.review.quality.inputs import SetBlindShares
from moderation.review.quality.services import second_review
from tests.calling import Caller, Newsroom


@dataclass
class Desk:
    """A newsroom with an author and two moderators."""

    called: Newsroom
    ann: Caller
    mo: Caller
    max: Caller
    author: int

    def page(self, path: str, who: Caller | None = None, status: int = 200) -> str:
        answer = (who or self.mo).client.get(path)
        assert answer.status_code == status
        return str(answer.get_data(as_text=True))

    def status(self, comment_id: int) -> Status:
        with self.called.database.unit_of_work(write=False) as work:
            return work.session.get_one(Comment, comment_id).status

    def open_item(self, comment_id: int) -> int | None:
        with self.called.database.unit_of_work(write=False) as work:
            return work.session.scalar(
                select(ReviewItem.id).where(
                    ReviewItem.comment_id == comment_id,
                    ReviewItem.closed_at.is_(None),
                )
            )

    def undo(self, who: Caller) -> None:
        found = re.search(r"/queue/decisions/\d+/undo", self.page("/queue", who))
        assert found
        assert who.send(found[0]).status_code == 303


@pytest.fixture
def desk(called: Newsroom) -> Desk:
    ann, author = called.person("Ann")
    mo, _ = called.person("Mo", Role.MODERATOR)
    other, _ = called.person("Max", Role.MODERATOR)
    return Desk(called, ann, mo, other, author.account_id)


def written(desk: Desk, text: str, **how: object) -> int:
    _, who = desk.called.person(f"Writer of {text}"[:20])
    return desk.called.comment(who, text, **how)  # type: ignore[arg-type]


def test_a_published_comment_is_removed_with_a_reason_that_its_author_can_appeal(
    desk: Desk,
) -> None:
    bo, author = desk.called.person("Bo")
    comment_id = desk.called.comment(author, "Nobody reported this.")
    path = f"/staff/comments/{comment_id}"
    assert "Remove this comment" in desk.page(path)

    desk.mo.send(f"{path}/remove", reason="insult", words="Mind the tone.")

    assert desk.status(comment_id) is Status.REJECTED
    statement = desk.page(f"/my-comments/{comment_id}/statement", bo)
    assert "It breaks house rule" in statement
    assert "Mind the tone." in statement
    bo.send(f"/my-comments/{comment_id}/appeal", text="It was a joke.")
    assert "It was a joke." in desk.page("/queue?cause=appeal", desk.max)


def test_a_removal_is_taken_back_whole(desk: Desk) -> None:
    comment_id = written(desk, "Fine.")
    desk.mo.send(f"/staff/comments/{comment_id}/remove", reason="insult")

    desk.undo(desk.mo)

    assert desk.status(comment_id) is Status.PUBLISHED
    assert desk.open_item(comment_id) is None


@pytest.mark.parametrize("form", [{}, {"reason": "because"}, {"reason": "other"}])
def test_a_removal_needs_a_reason_and_something_to_remove(
    desk: Desk, form: dict[str, str]
) -> None:
    status = Status.REJECTED if form.get("reason") == "other" else Status.PUBLISHED
    comment_id = written(desk, "Fine.", status=status)

    answer = desk.mo.send(f"/staff/comments/{comment_id}/remove", **form)

    assert answer.status_code in (409, 422)
    assert desk.status(comment_id) is status


def test_an_older_rejection_is_opened_again_and_another_approves_it(
    desk: Desk,
) -> None:
    comment_id = written(desk, "Rejected long ago.", status=Status.HELD, waits=True)
    desk.mo.send(f"/queue/{desk.open_item(comment_id)}/decision", reject="spam")
    path = f"/staff/comments/{comment_id}"

    answer = desk.max.send(f"{path}/open-again", note="I do not see the advert.")

    item_id = desk.open_item(comment_id)
    assert answer.location.endswith(f"/queue/items/{item_id}")
    assert desk.status(comment_id) is Status.REJECTED
    assert "I do not see the advert." in desk.page(answer.location)
    desk.mo.send(f"/queue/{item_id}/decision", action="approve")
    assert desk.status(comment_id) is Status.PUBLISHED
    desk.undo(desk.mo)
    assert desk.status(comment_id) is Status.REJECTED
    assert desk.open_item(comment_id) == item_id


def test_what_is_in_the_queue_already_is_not_opened_twice(desk: Desk) -> None:
    comment_id = written(desk, "Reported.", waits=True)

    answer = desk.mo.send(f"/staff/comments/{comment_id}/open-again")

    assert answer.status_code == 409


def test_the_first_decider_does_not_learn_that_a_second_review_is_open(
    desk: Desk,
) -> None:
    comment_id = written(desk, "Drawn.", waits=True)
    with desk.called.database.unit_of_work(write=True) as work:
        second_review.set_plan(
            work.session,
            SetBlindShares(second_share=1.0, blind_share=0.0),
            actor_id=desk.author,
            now=work.now,
        )
    desk.mo.send(f"/queue/{desk.open_item(comment_id)}/decision", action="approve")
    path = f"/staff/comments/{comment_id}"

    assert "Published</strong> by <bdi>Mo</bdi>" in desk.page(path)
    assert "queue: decide" not in desk.page(path)
    assert "by <bdi>Mo</bdi>" not in desk.page(path, desk.max)
    assert "Drawn." in desk.page("/staff/decisions/approve")
    assert "Drawn." not in desk.page("/staff/decisions/approve", desk.max)
    assert desk.mo.send(f"{path}/remove", reason="spam").status_code == 303
    assert desk.status(comment_id) is Status.REJECTED


def test_decided_comments_are_listed_and_found(desk: Desk) -> None:
    first = written(desk, "The first one.", status=Status.HELD, waits=True)
    second = written(desk, "The second one.", status=Status.HELD, waits=True)
    desk.mo.send(f"/queue/{desk.open_item(first)}/decision", action="approve")
    desk.max.send(f"/queue/{desk.open_item(second)}/decision", reject="hate")

    assert "The first one." in desk.page("/staff/decisions/approve?by=me")
    rejected = desk.page("/staff/decisions/reject")
    assert "The second one." in rejected
    assert "Rejected by <bdi>Max</bdi>, " in rejected
    assert "The second one." not in desk.page("/staff/decisions/reject?by=me")
    found = desk.page("/staff/comments?text=second&status=rejected&article=truce")
    assert "The second one." in found
    assert "by <bdi>Max</bdi>: Attacks people for who they are" in found
    assert "The first one." not in found


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("author=nobody", 200),
        ("article=none", 200),
        ("author=99999999999999999999", 200),
        ("status=lost", 422),
        ("since=yesterday", 422),
        ("until=9999-12-31", 422),
        ("until=0000-00-00", 422),
        ("before=x", 422),
        (f"text={'x' * 201}", 422),
    ],
)
def test_a_search_for_what_there_is_not_says_so(
    desk: Desk, query: str, status: int
) -> None:
    page = desk.page(f"/staff/comments?{query}", status=status)

    assert ("No comments found." in page) is (status == 200)


def test_a_comment_of_another_site_is_not_found(desk: Desk) -> None:
    desk.page("/staff/comments/999", status=404)
    assert desk.mo.send("/staff/comments/999/remove", reason="spam").status_code == 404
