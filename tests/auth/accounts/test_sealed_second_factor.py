"""Secrets of second factors are stored sealed; a lost key locks nobody out."""

from __future__ import annotations

from datetime import datetime, timedelta

import pyotp
import pytest

from auth.accounts import second_factor
from auth.core.errors import UnavailableError
from auth.core.models import SecondFactor
from auth.core.permissions import Role
from auth.core.sealing import Seal
from auth.db.database import Database
from tests.auth.accounts.enrolling import SEAL, enrolled
from tests.auth.conftest import People


def stored(database: Database, account_id: int) -> str:
    with database.unit_of_work(write=False) as work:
        return work.session.get_one(SecondFactor, account_id).secret


def test_a_stolen_database_holds_no_secret_that_makes_codes(
    account: People, database: Database, now: datetime
) -> None:
    account_id = account("Mona", Role.MODERATOR)
    secret, _ = enrolled(database, account_id, now)

    assert secret not in stored(database, account_id)


def test_a_secret_kept_from_before_there_was_a_seal_goes_on_after_setup(
    account: People, database: Database, now: datetime
) -> None:
    account_id = account("Mona", Role.MODERATOR)
    secret = pyotp.random_base32(32)
    with database.unit_of_work(write=True) as work:
        work.session.add(
            SecondFactor(account_id=account_id, secret=secret, confirmed_at=now)
        )

    with database.unit_of_work(write=True) as work:
        lost = second_factor.seal_anew(work.session, SEAL)

    assert lost == 0
    assert secret not in stored(database, account_id)
    with database.unit_of_work(write=True) as work:
        code = pyotp.TOTP(secret).at(now)
        second_factor.check(work.session, account_id, code=code, seal=SEAL, now=now)


def test_a_key_is_changed_without_anybody_enrolling_anew(
    account: People, database: Database, now: datetime
) -> None:
    account_id = account("Mona", Role.MODERATOR)
    secret, _ = enrolled(database, account_id, now - timedelta(hours=1))
    both = Seal(["a newer secret", "a secret of these tests alone"])
    with database.unit_of_work(write=True) as work:
        second_factor.seal_anew(work.session, both)

    with database.unit_of_work(write=True) as work:
        code = pyotp.TOTP(secret).at(now)
        newest = Seal(["a newer secret"])
        second_factor.check(work.session, account_id, code=code, seal=newest, now=now)


def test_where_the_key_is_lost_a_recovery_code_still_opens_and_setup_counts(
    account: People, database: Database, now: datetime
) -> None:
    account_id = account("Mona", Role.MODERATOR)
    secret, recovery = enrolled(database, account_id, now - timedelta(hours=1))
    other = Seal(["the key of another installation"])
    code = pyotp.TOTP(secret).at(now)

    with database.unit_of_work(write=True) as work:
        lost = second_factor.seal_anew(work.session, other)
        with pytest.raises(UnavailableError):
            second_factor.check(
                work.session, account_id, code=code, seal=other, now=now
            )
        second_factor.check(
            work.session, account_id, code=recovery, seal=other, now=now
        )

    assert lost == 1
