from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from auth.access import sessions
from auth.access.staff import roles
from auth.core.actor import Actor
from auth.core.errors import NotFoundError
from auth.core.models import Account
from auth.core.permissions import Role
from auth.core.rules import READER_TIMEOUTS, STAFF_TIMEOUTS, Timeouts
from auth.db.database import Database
from tests import newsroom

HOST = "localhost"
SECOND = timedelta(seconds=1)


@pytest.fixture
def house(database: Database, now: datetime) -> Database:
    with database.unit_of_work(write=True) as work:
        newsroom.ensure_newsroom(work.session, now=now)
    return database


def person(house: Database, now: datetime, role: Role = Role.READER) -> Actor:
    with house.unit_of_work(write=True) as work:
        return newsroom.person(work.session, "Ada", now=now, role=role)


def log_in(house: Database, actor: Actor, now: datetime) -> str:
    with house.unit_of_work(write=True) as work:
        return sessions.open_session(
            work.session,
            account_id=actor.account_id,
            host=HOST,
            user_agent="Browser/1.0",
            now=now,
            proved=True,
        )


def find(house: Database, token: str, now: datetime, host: str = HOST) -> Actor | None:
    return sessions.find(house, token=token, host=host, now=now)


def use(house: Database, token: str, now: datetime) -> None:
    actor = find(house, token, now)
    assert actor is not None
    assert actor.session_id is not None
    with house.unit_of_work(write=True) as work:
        sessions.touch(work.session, actor.session_id, now=now)


def test_a_token_stands_for_who_logged_in(house: Database, now: datetime) -> None:
    ada = person(house, now)

    found = find(house, log_in(house, ada, now), now)

    assert found is not None
    assert (found.account_id, found.display_name) == (ada.account_id, "Ada")
    assert found.is_fresh


@pytest.mark.parametrize("token", ["", "guessed", "\ud800", "x" * 10_000])
def test_an_unknown_token_opens_no_session(
    house: Database, now: datetime, token: str
) -> None:
    log_in(house, person(house, now), now)

    assert find(house, token, now) is None


@pytest.mark.parametrize(
    ("role", "timeouts"),
    [
        (Role.READER, READER_TIMEOUTS),
        (Role.MODERATOR, STAFF_TIMEOUTS),
        (Role.ADMIN, STAFF_TIMEOUTS),
    ],
)
def test_a_session_that_rests_too_long_is_over(
    house: Database, now: datetime, role: Role, timeouts: Timeouts
) -> None:
    token = log_in(house, person(house, now, role), now)

    assert find(house, token, now + timeouts.idle) is not None
    assert find(house, token, now + timeouts.idle + SECOND) is None


@pytest.mark.parametrize(
    ("role", "timeouts"),
    [(Role.READER, READER_TIMEOUTS), (Role.MODERATOR, STAFF_TIMEOUTS)],
)
def test_a_session_is_over_in_the_end_however_much_it_is_used(
    house: Database, now: datetime, role: Role, timeouts: Timeouts
) -> None:
    token = log_in(house, person(house, now, role), now)
    end = now + timeouts.absolute
    moment = now
    while moment < end:
        use(house, token, moment)
        moment += timeouts.idle

    use(house, token, end)
    assert find(house, token, end + SECOND) is None


def test_a_reader_who_becomes_staff_gets_staffs_timeouts(
    house: Database, now: datetime
) -> None:
    ada = person(house, now)
    token = log_in(house, ada, now)
    with house.unit_of_work(write=True) as work:
        roles.grant(
            work.session, account_id=ada.account_id, role=Role.MODERATOR, now=now
        )

    assert find(house, token, now + timedelta(hours=1)) is None


def test_a_role_that_is_taken_is_gone_at_the_next_request(
    house: Database, now: datetime
) -> None:
    ada = person(house, now, Role.MODERATOR)
    token = log_in(house, ada, now)
    with house.unit_of_work(write=True) as work:
        roles.revoke(work.session, account_id=ada.account_id, role=Role.MODERATOR)

    found = find(house, token, now)

    assert found is not None
    assert found.roles == {Role.READER}


def test_a_disabled_account_has_no_session(house: Database, now: datetime) -> None:
    ada = person(house, now)
    token = log_in(house, ada, now)
    with house.unit_of_work(write=True) as work:
        work.session.get_one(Account, ada.account_id).disabled_at = now

    assert find(house, token, now) is None


def test_nobody_ends_the_session_of_another(house: Database, now: datetime) -> None:
    ada = person(house, now)
    with house.unit_of_work(write=True) as work:
        grace = newsroom.person(work.session, "Grace", now=now)
    token = log_in(house, ada, now)
    found = find(house, token, now)
    assert found is not None
    assert found.session_id is not None

    with pytest.raises(NotFoundError), house.unit_of_work(write=True) as work:
        sessions.end(
            work.session, found.session_id, account_id=grace.account_id, now=now
        )

    assert find(house, token, now) is not None


def test_a_password_counts_as_just_given_for_ten_minutes(
    house: Database, now: datetime
) -> None:
    token = log_in(house, person(house, now), now)

    within = find(house, token, now + timedelta(minutes=10))
    after = find(house, token, now + timedelta(minutes=10) + SECOND)

    assert within is not None
    assert within.is_fresh
    assert after is not None
    assert not after.is_fresh


def test_a_session_with_a_new_token_no_longer_knows_the_old_one(
    house: Database, now: datetime
) -> None:
    old = log_in(house, person(house, now), now)
    found = find(house, old, now)
    assert found is not None
    assert found.session_id is not None

    with house.unit_of_work(write=True) as work:
        new = sessions.rotate(
            work.session, found.session_id, step=sessions.Step.PROVED, now=now
        )

    assert find(house, old, now) is None
    assert find(house, new, now) is not None
