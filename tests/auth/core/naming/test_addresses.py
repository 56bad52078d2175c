from __future__ import annotations

import pytest

from auth.core.errors import InvalidError
from auth.core.naming import addresses


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ada", "ADA"),
        ("Ada Lovelace", "ada-lovelace"),
        ("Ada", "\uff21\uff44\uff41"),
        ("Stra\u00dfe", "STRASSE"),
        ("A. Lovelace", "A Lovelace!"),
    ],
)
def test_names_that_read_alike_have_one_key(one: str, other: str) -> None:
    assert addresses.name_key(one) == addresses.name_key(other)


def test_a_name_of_signs_alone_has_a_key_too() -> None:
    assert addresses.name_key("!?") == "!?"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ada@Reader.Example", "ada@reader.example"),
        ("ada@b\u00fccher.example", "ada@xn--bcher-kva.example"),
        ("\uff41da@reader.example", "ada@reader.example"),
    ],
)
def test_two_spellings_of_an_address_are_one(one: str, other: str) -> None:
    assert addresses.address_key(one) == addresses.address_key(other)


@pytest.mark.parametrize("other", ["a.da@reader.example", "ada+news@reader.example"])
def test_dots_and_tags_tell_addresses_apart(other: str) -> None:
    assert addresses.address_key("ada@reader.example") != addresses.address_key(other)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "ada",
        "ada@reader",
        "@reader.example",
        "ada@@reader.example",
        "ada@reader.example\r\nBcc: all@reader.example",
        "ada lovelace@reader.example",
        "a" * 65 + "@reader.example",
        "ada@" + "a" * 250 + ".example",
        # One mailbox, but a spelling of its own: limits for a mailbox would not hold.
        "<ada@reader.example>",
        "ada(1)@reader.example",
        '"ada"@reader.example',
        "staff:ada@reader.example;",
        "Ada <ada@reader.example>",
    ],
)
def test_an_invalid_address_is_refused(typed: str) -> None:
    with pytest.raises(InvalidError):
        addresses.address(typed)


def test_an_invalid_domain_is_refused() -> None:
    with pytest.raises(InvalidError):
        addresses.address_key("ada@" + "a" * 64 + ".example")
