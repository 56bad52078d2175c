"""A publisher's token in eight tabs at once: one account, on each database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select

from auth.core.errors import InvalidError
from auth.core.models import Account
from auth.db.database import Database
from auth.sso.models import Identity
from auth.sso.rules import ProviderKind
from tests import newsroom
from tests.auth.sso.services.publisher import Publisher, coral, own
from tests.races.stage import CALLERS


@pytest.fixture
def publisher(database: Database) -> Publisher:
    with database.unit_of_work(write=True) as work:
        newsroom.ensure_newsroom(work.session, now=work.now)
    return Publisher(database)


def sign_in_at_once(publisher: Publisher, tokens: list[str]) -> list[int | None]:
    """Return the account of each caller; ``None`` for one that was refused."""
    barrier = Barrier(len(tokens))

    def sign_in(token: str) -> int | None:
        barrier.wait()
        try:
            return publisher.sign_in(token).account_id
        except InvalidError:
            return None

    with ThreadPoolExecutor(len(tokens)) as pool:
        return list(pool.map(sign_in, tokens))


def counts(publisher: Publisher) -> tuple[int, int]:
    with publisher.database.unit_of_work(write=False) as work:
        accounts = work.session.scalar(select(func.count(Account.id))) or 0
        return accounts, work.session.scalar(select(func.count(Identity.id))) or 0


def test_the_same_token_of_ours_lets_one_of_eight_in(publisher: Publisher) -> None:
    publisher.set_up()

    found = sign_in_at_once(publisher, [own()] * CALLERS)

    assert sorted(each is None for each in found) == [False] + [True] * (CALLERS - 1)
    assert counts(publisher) == (1, 1)


def test_eight_first_log_ins_of_one_reader_make_one_account(
    publisher: Publisher,
) -> None:
    publisher.set_up()

    found = sign_in_at_once(publisher, [own() for _ in range(CALLERS)])

    assert len(set(found)) == 1
    assert counts(publisher) == (1, 1)


def test_a_token_for_coral_works_in_eight_tabs_at_once(publisher: Publisher) -> None:
    publisher.set_up(ProviderKind.CORAL_TOKEN)

    found = sign_in_at_once(publisher, [coral()] * CALLERS)

    assert len(set(found)) == 1
    assert counts(publisher) == (1, 1)
