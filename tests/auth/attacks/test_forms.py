"""Forms from another site, and redirects that lead to another site."""

from __future__ import annotations

import pytest

from tests.auth.attacks.handing import THANKS
from tests.auth.conftest import People
from tests.auth.visitor import PASSWORD, Visitor


def test_the_address_to_go_on_to_is_always_on_this_site(visitor: Visitor) -> None:
    visitor.register(then="//evil.example")

    page = visitor.see(THANKS)

    assert "evil.example" not in page


@pytest.mark.parametrize("path", ["/register", "/login"])
def test_another_site_cannot_send_the_forms(visitor: Visitor, path: str) -> None:
    fields = {
        "csrf_token": visitor.form_token(path),
        "display_name": "Forged",
        "email": "forged@reader.example",
        "password": PASSWORD,
    }

    answer = visitor.client.post(
        path, data=fields, headers={"Sec-Fetch-Site": "cross-site"}
    )

    assert answer.status_code == 403
    assert not visitor.is_logged_in()


def test_a_form_that_another_origin_sends_is_refused_by_old_browsers_too(
    visitor: Visitor, account: People
) -> None:
    account("Alice")
    fields = {
        "csrf_token": visitor.form_token("/login"),
        "email": "alice@reader.example",
        "password": PASSWORD,
    }

    answer = visitor.client.post(
        "/login", data=fields, headers={"Origin": "https://evil.example"}
    )

    assert answer.status_code == 403


def test_a_form_without_its_token_is_refused(visitor: Visitor) -> None:
    answer = visitor.client.post("/register", data={"display_name": "Forged"})

    assert answer.status_code == 400
