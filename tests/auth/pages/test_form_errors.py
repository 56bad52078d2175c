"""All errors of a form are shown at once, each beside its field."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from auth.core.permissions import Role
from tests.auth.conftest import People
from tests.auth.visitor import PASSWORD, Visitor


def faults(page: str) -> set[str]:
    """Return the names of the fields with an error."""
    return set(re.findall(r'class="error" id="([\w-]+)-error"', page))


def test_registering_tells_everything_that_is_wrong_at_once(
    app: Flask, account: People
) -> None:
    account("Alice")
    visitor = Visitor(app)

    answer = visitor.register("alice", email="nowhere", password="short")

    assert answer.status_code == 422
    assert faults(answer.text) == {"display_name", "email", "password"}
    assert 'value="nowhere"' in answer.text


@pytest.mark.parametrize(
    ("path", "page", "field", "others"),
    [
        (
            "/account/password",
            "/account",
            "current_password",
            {"password": "a new and longer password"},
        ),
        (
            "/account/address",
            "/account",
            "address_password",
            {"email": "new@reader.example"},
        ),
        ("/account/prove", "/account/prove", "password", {}),
        ("/account/data/copy", "/account/data", "copy_password", {}),
        ("/account/data/erasure", "/account/data", "erasure_password", {}),
    ],
)
def test_a_wrong_password_is_told_at_its_field(
    app: Flask,
    account: People,
    path: str,
    page: str,
    field: str,
    others: dict[str, str],
) -> None:
    account("Alice")
    alice = Visitor(app)
    alice.log_in("alice@reader.example")

    answer = alice.send(path, form=page, **others, **{field: f"not {PASSWORD}"})

    assert answer.status_code == 422
    assert faults(answer.text) == {field}


@pytest.mark.parametrize(
    ("path", "sent", "field", "kept"),
    [
        ("/admin/keys", {"name": "CMS"}, "scopes", 'value="CMS"'),
        ("/admin/keys", {"scopes": "articles"}, "name", 'value="articles" checked'),
        (
            "/admin/staff",
            {"role": "admin", "email": "nobody@reader.example", "section": "Sport"},
            "email",
            'value="Sport"',
        ),
        ("/admin/staff", {"role": "king", "email": "a@b.example"}, "role", "a@b"),
    ],
)
def test_an_admins_form_that_is_refused_is_shown_whole_with_its_fault(
    app: Flask,
    account: People,
    path: str,
    sent: dict[str, str],
    field: str,
    kept: str,
) -> None:
    account("Chief", Role.ADMIN)
    chief = Visitor(app)
    chief.log_in("chief@reader.example")

    answer = chief.send(path, **sent)

    assert answer.status_code == 422
    assert faults(answer.text) == {field}
    assert kept in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/my-comments",
        "/notifications",
        "/following",
        "/admin/audit-log",
        "/admin/articles",
    ],
)
def test_a_later_page_of_a_list_leads_back_to_the_first(
    app: Flask, account: People, path: str
) -> None:
    account("Chief", Role.ADMIN)
    chief = Visitor(app)
    chief.log_in("chief@reader.example")

    later, first = chief.get(f"{path}?before=1"), chief.get(path)

    assert f'href="{path}">Back to the newest</a>' in later.text
    assert "Back to the newest" not in first.text
