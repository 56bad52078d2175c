"""Logging in with an OpenID provider, as readers do."""

from __future__ import annotations

import pytest
import requests

from tests.auth.pages.sso import signing_on
from tests.auth.pages.sso.conftest import AddedProvider
from tests.auth.visitor import Visitor

# The provider is older than the part of Authlib that it uses.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def test_a_reader_comes_for_the_first_time_and_is_known_the_next(
    visitor: Visitor, another: Visitor, honest: str, add_provider: AddedProvider
) -> None:
    add_provider(honest)
    requests.put(
        f"{honest}/users/reader-7",
        json={"name": "Ruth Calder", "email": "ruth@reader.example"},
        timeout=10,
    )

    way = signing_on.go(visitor, next="/rules")
    answer = visitor.get(signing_on.pass_honest_provider(way, "reader-7"))
    asked = visitor.get(answer.location)
    joined = visitor.send("/sso/name", display_name="Ruth C")
    again = another.get(
        signing_on.pass_honest_provider(signing_on.go(another), "reader-7")
    )

    assert 'value="Ruth Calder"' in asked.text
    assert joined.location == "/rules"
    assert "Ruth C" in visitor.get("/account").text
    assert again.location == "/"
    assert "Ruth C" in another.get("/account").text


def test_the_login_page_offers_the_providers_of_the_site(
    visitor: Visitor, honest: str, add_provider: AddedProvider
) -> None:
    before = visitor.get("/login").text
    add_provider(honest)

    after = visitor.get("/login?next=/rules").text

    assert "Continue with" not in before
    assert "Continue with The Post" in after
    assert 'name="next" value="/rules"' in after
