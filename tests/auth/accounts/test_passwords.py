from __future__ import annotations

import re

import pytest
from argon2 import PasswordHasher

from auth.accounts import passwords
from auth.accounts.common_passwords import COMMON
from auth.core.errors import InvalidError

GOOD = "nineteen quiet herons"


@pytest.mark.parametrize(
    "password", ["x" * 7, "x" * 257, "", "password123", "QWERTY123"]
)
def test_a_password_that_is_guessed_first_is_refused(password: str) -> None:
    with pytest.raises(InvalidError):
        passwords.check(password)


def test_the_list_holds_what_the_standard_asks_for() -> None:
    shortest = {each for each in COMMON if len(each) >= passwords.SHORTEST}

    assert len(shortest) >= 3_000
    assert {"trustno1", "iloveyou", "baseball"} <= shortest


@pytest.mark.parametrize(
    "password",
    [
        "kq7 vbn2",
        "x" * 200,
        "  spaces kept  ",
        "\u96ea\u304c\u964d\u308b\u591c\u306b\u9cf4\u304f",
    ],
)
def test_any_characters_make_a_password(password: str) -> None:
    passwords.check(password)

    stored = passwords.hash_password(password)

    assert passwords.verify(stored, password)


@pytest.mark.parametrize("other", [GOOD.upper(), GOOD + " ", GOOD[:-1], ""])
def test_a_password_is_compared_exactly(other: str) -> None:
    assert not passwords.verify(passwords.hash_password(GOOD), other)


def test_nothing_is_cut_off_a_long_password() -> None:
    stored = passwords.hash_password("x" * 200 + "a")

    assert not passwords.verify(stored, "x" * 200 + "b")


@pytest.mark.parametrize("password", [GOOD, "the password of nobody at all"])
def test_an_account_without_a_password_matches_none(password: str) -> None:
    assert not passwords.verify(None, password)


def test_an_invalid_hash_matches_nothing() -> None:
    assert not passwords.verify("no password", "no password")


def test_the_product_hashes_at_least_as_slowly_as_owasp_asks() -> None:
    stored = PasswordHasher().hash(GOOD)

    found = re.match(r"\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$", stored)
    assert found is not None
    memory, time, _ = map(int, found.groups())
    assert memory >= 19_456
    assert time >= 2


def test_proving_with_another_password_is_refused() -> None:
    with pytest.raises(InvalidError):
        passwords.prove(passwords.hash_password(GOOD), "another one entirely")
