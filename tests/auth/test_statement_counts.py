"""Lists take the same number of statements for one row and for fifty."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from auth.access import keys, sessions
from auth.access.staff import roles
from auth.core import audit
from auth.core.permissions import Role
from auth.db.database import UnitOfWork
from tests import counting, newsroom
from tests.calling import Newsroom

Fill = Callable[[UnitOfWork, int, int], None]


def a_colleague(work: UnitOfWork, number: int, _owner_id: int) -> None:
    person = newsroom.person(work.session, f"Colleague {number}", now=work.now)
    roles.grant(
        work.session, account_id=person.account_id, role=Role.MODERATOR, now=work.now
    )


def a_key(work: UnitOfWork, number: int, owner_id: int) -> None:
    keys.create(
        work.session,
        name=f"system {number}",
        scopes=["articles"],
        account_id=owner_id,
        now=work.now,
    )


def an_act(work: UnitOfWork, number: int, owner_id: int) -> None:
    audit.record(
        work.session,
        actor_id=owner_id,
        action="staff.grant",
        subject=("account", number),
        site_id=None,
        now=work.now,
    )


def a_log_in(work: UnitOfWork, number: int, owner_id: int) -> None:
    sessions.open_session(
        work.session,
        account_id=owner_id,
        host="localhost",
        user_agent=f"Browser {number}",
        now=work.now,
        proved=True,
    )


@pytest.mark.parametrize(
    ("page", "one_more", "mark"),
    [
        ("/admin/staff", a_colleague, "<tr><td"),
        ("/admin/keys", a_key, "<td><bdi>system "),
        ("/admin/audit-log", an_act, "staff: grant"),
        ("/account", a_log_in, "Log it out"),
    ],
)
def test_a_list_of_fifty_takes_no_more_statements_than_a_list_of_one(
    called: Newsroom, page: str, one_more: Fill, mark: str
) -> None:
    admin, actor = called.person("Chief", Role.ADMIN)
    taken, shown = [], []
    for numbers in (range(1), range(1, 50)):
        with called.database.unit_of_work(write=True) as work:
            for number in numbers:
                one_more(work, number, actor.account_id)
        with counting.statements(called.database) as sent:
            answer = admin.client.get(page)
        taken.append(len(sent))
        shown.append(answer.text.count(mark))

    assert taken[0] == taken[1]
    assert shown[1] - shown[0] == 49
