"""Whether staff see more of a page of a thread than readers do."""

from __future__ import annotations

import pytest

from auth.core.errors import InvalidError
from auth.db.database import Database
from moderation.discussion.rules import Status
from moderation.discussion.services import staff_replies, threads
from tests.calling import Newsroom


def is_different(called: Newsroom, thread_id: int, after: str = "") -> bool:
    with called.database.unit_of_work(write=False) as work:
        return staff_replies.hidden_from_readers(
            work.session, thread_id=thread_id, after=after
        )


def second_page(called: Newsroom, thread_id: int) -> str:
    with called.database.unit_of_work(write=False) as work:
        _, more = threads.replies(work.session, thread_id=thread_id)
    assert more
    return more


def test_a_page_without_hidden_replies_is_the_same_for_staff(called: Newsroom) -> None:
    _, nour = called.person("Nour")
    head = called.comment(nour, "The first.")
    called.comment(nour, "A reply.", parent_id=head)

    assert not is_different(called, head)


@pytest.mark.parametrize("status", [Status.WAITING, Status.HELD, Status.REJECTED])
def test_a_hidden_reply_makes_its_page_different(
    called: Newsroom, status: Status
) -> None:
    _, nour = called.person("Nour")
    head = called.comment(nour, "The first.")
    called.comment(nour, "A doubt.", parent_id=head, status=status)

    assert is_different(called, head)


def test_so_does_a_hidden_beginning(called: Newsroom) -> None:
    head = called.comment(called.person("Nour")[1], "A doubt.", status=Status.HELD)

    assert is_different(called, head)


def test_a_hidden_reply_counts_on_its_own_page_alone(called: Newsroom) -> None:
    _, nour = called.person("Nour")
    head = called.comment(nour, "The first.")
    for number in range(threads.REPLIES_A_PAGE + 1):
        called.comment(nour, f"Reply {number}.", parent_id=head)
    called.comment(nour, "A doubt.", parent_id=head, status=Status.HELD)

    assert not is_different(called, head)
    assert is_different(called, head, second_page(called, head))


def test_a_hidden_reply_counts_where_it_would_be_the_next_page(
    called: Newsroom,
) -> None:
    _, nour = called.person("Nour")
    head = called.comment(nour, "The first.")
    for number in range(threads.REPLIES_A_PAGE):
        called.comment(nour, f"Reply {number}.", parent_id=head)
    called.comment(nour, "A doubt.", parent_id=head, status=Status.HELD)

    assert is_different(called, head)


def test_a_page_is_named_by_its_key(database: Database) -> None:
    with (
        database.unit_of_work(write=False) as work,
        pytest.raises(InvalidError, match="no such page"),
    ):
        staff_replies.hidden_from_readers(work.session, thread_id=1, after="\0")
