"""The origins whose pages may embed a site."""

from __future__ import annotations

import pytest

from auth.core.errors import InvalidError
from auth.sites.embedding import MOST_ORIGINS, checked, is_page_of

PAPER = "https://www.courier.example"


@pytest.mark.parametrize(
    ("typed", "origin"),
    [
        (PAPER, PAPER),
        (" HTTPS://WWW.Courier.Example/ ", PAPER),
        (f"{PAPER}:443", PAPER),
        (f"{PAPER}:8443", f"{PAPER}:8443"),
        ("http://127.0.0.1:8001", "http://127.0.0.1:8001"),
    ],
)
def test_an_origin_is_stored_as_browsers_write_it(typed: str, origin: str) -> None:
    assert checked([typed, typed, ""]) == [origin]


@pytest.mark.parametrize(
    "typed",
    [
        "*",
        "https://*.courier.example",
        "www.courier.example",
        f"{PAPER}/news",
        f"{PAPER}; script-src *",
        f"{PAPER} https://evil.example",
        "https://rita@courier.example",
        "javascript:alert(1)",
        "null",
    ],
)
def test_an_invalid_origin_is_refused(typed: str) -> None:
    with pytest.raises(InvalidError) as refused:
        checked([typed])

    assert refused.value.details["field"] == "allowed_origins"


def test_a_site_has_a_limited_number_of_origins() -> None:
    with pytest.raises(InvalidError):
        checked(f"https://p{each}.example" for each in range(MOST_ORIGINS + 1))


@pytest.mark.parametrize(
    ("url", "is_one"),
    [
        (f"{PAPER}/a?b=c", True),
        (f"{PAPER}.evil.example/", False),
        (f"{PAPER}@evil.example/", False),
        (f"{PAPER}\\@evil.example/", False),
        ("//www.courier.example/", False),
        (f"{PAPER}/a\n", False),
        ("https://[", False),
    ],
)
def test_a_page_belongs_to_one_of_the_origins(url: str, is_one: bool) -> None:
    assert is_page_of([PAPER], url) is is_one
