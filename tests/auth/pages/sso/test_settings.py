"""The pages on which an admin sets up single sign-on."""

from __future__ import annotations

import pytest

from auth.core.permissions import Role
from auth.db.database import Database
from auth.sso.models import IdentityProvider
from tests.auth.conftest import People
from tests.auth.forger import Forger
from tests.auth.pages.sso import signing_on
from tests.auth.pages.sso.conftest import AddedProvider
from tests.auth.visitor import PASSWORD, Visitor

ISSUER = "https://login.example"
FORM = {
    "kind": "oidc",
    "slug": "post",
    "name": "The Post",
    "issuer": ISSUER,
    "client_id": "comments",
    "secret": "the secret itself",
}


@pytest.fixture
def admin(visitor: Visitor, account: People) -> Visitor:
    account("Ada", Role.ADMIN)
    visitor.log_in("ada@reader.example")
    return visitor


def test_an_admin_sets_up_a_provider_whose_secret_nobody_sees_again(
    admin: Visitor, another: Visitor, database: Database
) -> None:
    answer = admin.send("/admin/sign-on", "/admin/sign-on/new/oidc", **FORM)
    page = admin.get(answer.location).text

    with database.unit_of_work(write=False) as work:
        stored = work.session.get_one(IdentityProvider, 1).secret
    assert "the secret itself" not in page + stored
    assert "/sso/post/callback" in page
    assert "Continue with The Post" in another.get("/login").text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("slug", "The Post"),
        ("issuer", "http://login.example"),
        ("issuer", "javascript:alert(1)"),
        ("issuer", "https://user@login.example"),
        ("client_id", " "),
    ],
)
def test_a_wrong_field_is_marked_and_nothing_typed_is_lost(
    admin: Visitor, field: str, value: str
) -> None:
    wrong = FORM | {field: value}

    answer = admin.send("/admin/sign-on", "/admin/sign-on/new/oidc", **wrong)

    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    kept = {name: typed for name, typed in wrong.items() if name != "secret"}
    assert all(f'value="{typed}"' in answer.text for typed in kept.values())


def test_a_provider_that_is_switched_off_lets_nobody_in(
    admin: Visitor, another: Visitor, add_provider: AddedProvider
) -> None:
    number = add_provider(ISSUER)
    page = f"/admin/sign-on/{number}"
    token = another.form_token("/login")

    admin.send(page, page, name="The Post", issuer=ISSUER, client_id="comments")

    assert "Continue with" not in another.get("/login").text
    answer = another.client.post("/sso/post/start", data={"csrf_token": token})
    assert answer.status_code == 404


def test_the_page_says_what_tokens_for_coral_lack(admin: Visitor) -> None:
    page = admin.get("/admin/sign-on/new/coral_token").text

    assert "weaker than our own" in page


def test_a_site_may_take_readers_of_its_providers_only(
    admin: Visitor, another: Visitor, forger: Forger, add_provider: AddedProvider
) -> None:
    refused = admin.send("/admin/sign-on/registration", "/admin/sign-on/new/oidc")
    add_provider(forger.issuer)
    token = another.form_token("/register")

    admin.send("/admin/sign-on/registration", "/admin/sign-on")
    page = another.get("/register").text
    answer = another.client.post(
        "/register",
        data={
            "csrf_token": token,
            "display_name": "Ruth",
            "email": "ruth@reader.example",
            "password": PASSWORD,
        },
    )

    assert refused.status_code == 409
    assert "Continue with The Post" in page
    assert 'name="email"' not in page
    assert answer.status_code == 403
    signing_on.sign_on(another, forger)


@pytest.mark.parametrize(
    ("metadata", "is_down", "said"),
    [
        ({}, False, "Keys that can be used: 1"),
        ({"issuer": "https://other.example"}, False, "calls itself"),
        ({"token_endpoint": ""}, False, "does not say where people log in"),
        ({}, True, "cannot be reached"),
    ],
)
def test_an_admin_checks_the_connection(
    admin: Visitor,
    forger: Forger,
    add_provider: AddedProvider,
    metadata: dict[str, str],
    is_down: bool,
    said: str,
) -> None:
    page = f"/admin/sign-on/{add_provider(forger.issuer)}"
    forger.metadata, forger.is_down = metadata, is_down

    admin.send(f"{page}/check", page)

    assert said in admin.get(page).text
