"""A longer list on a page takes no more statements."""

from __future__ import annotations

import pytest

from auth.core.actor import Actor
from auth.core.permissions import Role
from moderation.community.rules import Target
from moderation.community.services import follows
from moderation.discussion.rules import Status
from tests import counting, newsroom
from tests.calling import Caller, Newsroom

PAGES = {
    "/": Role.READER,
    "/articles/truce": Role.READER,
    "/threads/1": Role.READER,
    "/readers/nour": Role.READER,
    "/following": Role.READER,
    "/notifications": Role.READER,
    "/my-comments": Role.READER,
    "/queue": Role.MODERATOR,
    "/staff/comments": Role.MODERATOR,
    "/staff/comments?text=thought": Role.MODERATOR,
    "/staff/decisions/approve": Role.MODERATOR,
    "/queue/batch?low=0&high=100": Role.MODERATOR,
    "/queue/saved-views": Role.MODERATOR,
    "/admin/articles": Role.ADMIN,
    "/admin/profiles": Role.ADMIN,
    "/admin/profiles/general": Role.ADMIN,
    "/admin/coverages": Role.ADMIN,
    "/figures": Role.MODERATOR,
    "/admin/audit-log": Role.ADMIN,
}


def lively(called: Newsroom, author: Actor, reader: Actor, *, numbers: range) -> None:
    """Post as both, with replies and holds, once for each of *numbers*."""
    for number in numbers:
        head = called.comment(author, f"A thought {number}")
        called.comment(reader, f"An answer {number}", parent_id=head)
        called.comment(author, f"Another answer {number}", parent_id=head)
        called.comment(author, f"A doubt {number}", waits=True)
        called.comment(reader, f"A question {number}", status=Status.HELD)
        with called.database.unit_of_work(write=True) as work:
            newsroom.article(work.session, now=work.now, key=f"story-{number}")


def cost(called: Newsroom, caller: Caller, page: str) -> int:
    """Return the number of statements of *page*."""
    with counting.statements(called.database) as sent:
        answer = caller.client.get(page)
    assert answer.status_code == 200
    return len(sent)


@pytest.mark.parametrize(("page", "role"), PAGES.items())
def test_a_page_of_many_rows_takes_no_more_statements_than_one_of_few(
    called: Newsroom, page: str, role: Role
) -> None:
    _, author = called.person("Nour", Role.READER)
    caller, reader = called.person("Rashid", role)
    with called.database.unit_of_work(write=True) as work:
        follows.follow(
            work.session,
            follower_id=reader.account_id,
            target=Target.READER,
            target_id=author.account_id,
            now=work.now,
        )
    lively(called, author, reader, numbers=range(2))
    few = cost(called, caller, page)
    lively(called, author, reader, numbers=range(2, 27))
    assert cost(called, caller, page) <= few
