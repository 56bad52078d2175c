from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from auth.core import throttles
from auth.core.errors import TooManyError
from auth.core.rules import LIMITS
from auth.db.database import Database

KIND = "mail-address"
LIMIT = LIMITS[KIND]


def try_(database: Database, now: datetime, subject: str = "ada") -> None:
    with database.unit_of_work(write=True) as work:
        throttles.hit(work.session, kind=KIND, subject=subject, now=now)


def use_up(database: Database, now: datetime) -> None:
    for _ in range(LIMIT.count):
        try_(database, now)


def test_one_try_too_many_is_refused_and_told_how_long_to_wait(
    database: Database, now: datetime
) -> None:
    use_up(database, now)

    with pytest.raises(TooManyError) as refused:
        try_(database, now)

    assert 0 < refused.value.details["retry_after"] <= LIMIT.window.total_seconds()


def test_after_the_wait_that_was_told_it_works_again(
    database: Database, now: datetime
) -> None:
    use_up(database, now)
    with pytest.raises(TooManyError) as refused:
        try_(database, now)

    try_(database, now + timedelta(seconds=refused.value.details["retry_after"]))


def test_one_subject_does_not_pay_for_another(
    database: Database, now: datetime
) -> None:
    use_up(database, now)

    try_(database, now, subject="grace")


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("not an address", "unknown"),
        (None, "unknown"),
    ],
)
def test_a_network_is_what_one_person_can_hold(
    address: str | None, network: str
) -> None:
    assert throttles.network_of(address) == network
