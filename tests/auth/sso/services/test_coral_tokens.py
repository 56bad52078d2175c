"""Tokens that a publisher's system makes for Coral work here unchanged."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from auth.access.staff import roles
from auth.core.errors import (
    InvalidError,
)
from auth.core.permissions import Role
from auth.sso.rules import ProviderKind
from tests.auth.forger import Claims
from tests.auth.sso.services.publisher import NEW_SECRET, Publisher, coral, now, secret


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"exp": 4_000_000_000},
        {"jti": "a number"},
        {"iat": None, "exp": 4_000_000_000},
        {
            "user": {
                "role": "ADMIN",
                "badges": ["Subscriber"],
                "url": "https://a.example",
            }
        },
    ],
)
def test_coral_tokens_work_unchanged_and_in_two_tabs(
    publisher: Publisher, changes: Claims
) -> None:
    publisher.set_up(ProviderKind.CORAL_TOKEN)
    token = coral(**changes)

    first, second = publisher.sign_in(token), publisher.sign_in(token)

    assert first.account_id == second.account_id
    with publisher.database.unit_of_work(write=False) as work:
        assert roles.roles_of(work.session, first.account_id, None) == {Role.READER}


@pytest.mark.parametrize(
    "lie",
    [
        pytest.param(lambda: coral(iat=now() - 25 * 3600), id="older than a day"),
        pytest.param(lambda: coral(iat=None), id="good forever"),
        pytest.param(lambda: coral(exp=now() - 60), id="expired"),
        pytest.param(lambda: coral(user={"id": ""}), id="no id"),
        pytest.param(lambda: coral(user={"email": None}), id="no address"),
        pytest.param(lambda: coral(user={"username": 7}), id="no name"),
        pytest.param(lambda: coral(secret(NEW_SECRET)), id="another secret"),
    ],
)
def test_a_wrong_coral_token_is_refused(
    publisher: Publisher, lie: Callable[[], str]
) -> None:
    publisher.set_up(ProviderKind.CORAL_TOKEN)

    with pytest.raises(InvalidError, match="refused"):
        publisher.sign_in(lie())


@pytest.mark.parametrize(("vouches", "told"), [(True, 1), (False, 0)])
def test_an_address_counts_where_an_admin_trusts_the_publisher(
    publisher: Publisher, vouches: bool, told: int
) -> None:
    publisher.set_up(ProviderKind.CORAL_TOKEN, vouches_for_addresses=vouches)

    publisher.sign_in(coral())

    assert len(publisher.verified) == told
