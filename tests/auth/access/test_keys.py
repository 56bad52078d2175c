"""API keys: shown once, stored as a digest, valid only for their scopes."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select, update

from auth.access import keys
from auth.access.key_models import ApiKey
from auth.access.staff import roles
from auth.core import tokens
from auth.core.errors import InvalidError, NotFoundError
from auth.core.permissions import Permission, Role
from auth.db.database import Database
from tests.auth.conftest import People
from tests.auth.visitor import Visitor


def make(database: Database, admin_id: int, *scopes: str, name: str = "CMS") -> str:
    with database.unit_of_work(write=True) as work:
        return keys.create(
            work.session, name=name, scopes=scopes, account_id=admin_id, now=work.now
        )


def test_a_key_may_do_what_its_scopes_name_and_no_more(
    database: Database, admin_id: int
) -> None:
    token = make(database, admin_id, "articles")

    with database.unit_of_work(write=False) as work:
        actor = keys.find(work.session, token=token)

    assert actor is not None
    assert actor.permissions == {Permission.PUT_ARTICLE}


def test_only_a_keys_digest_is_kept(database: Database, admin_id: int) -> None:
    token = make(database, admin_id, "articles")

    with database.unit_of_work(write=False) as work:
        kept = work.session.scalars(select(ApiKey.token_digest)).one()

    assert kept == tokens.digest(token)


def test_a_revoked_key_is_worth_nothing(database: Database, admin_id: int) -> None:
    token = make(database, admin_id, "articles")

    with database.unit_of_work(write=True) as work:
        keys.revoke(work.session, 1, now=work.now)

    with database.unit_of_work(write=False) as work:
        assert keys.find(work.session, token=token) is None


def test_a_key_is_revoked_once(database: Database, admin_id: int) -> None:
    make(database, admin_id, "articles")
    with database.unit_of_work(write=True) as work:
        keys.revoke(work.session, 1, now=work.now)

    with pytest.raises(NotFoundError), database.unit_of_work(write=True) as work:
        keys.revoke(work.session, 1, now=work.now)


@pytest.mark.parametrize(
    ("name", "scopes"), [("", ("articles",)), ("CMS", ()), ("CMS", ("everything",))]
)
def test_a_key_needs_a_name_and_known_scopes(
    database: Database, admin_id: int, name: str, scopes: tuple[str, ...]
) -> None:
    with pytest.raises(InvalidError):
        make(database, admin_id, *scopes, name=name)


@pytest.mark.usefixtures("admin_id")
def test_the_page_shows_a_new_key_this_once(app: Flask) -> None:
    admin = Visitor(app)
    admin.log_in("chief@reader.example")

    shown = admin.send("/admin/keys", name="CMS", scopes="articles").text
    later = admin.get("/admin/keys").text

    assert keys.PREFIX in shown
    assert keys.PREFIX not in later


def test_a_key_does_not_open_the_pages_of_its_maker(
    app: Flask, database: Database, admin_id: int
) -> None:
    token = make(database, admin_id, "articles")

    answer = Visitor(app).get("/admin/keys", Authorization=f"Bearer {token}")

    assert answer.status_code == 403


@pytest.mark.parametrize("header", ["Bearer ", "Bearer cfk_wrong", "bearer", "Basic x"])
def test_an_invalid_key_counts_as_no_key(app: Flask, header: str) -> None:
    answer = Visitor(app).get("/account", Authorization=header)

    assert answer.location.startswith("/login")


def test_the_command_line_makes_the_first_admin_and_a_key(app: Flask) -> None:
    runner = app.test_cli_runner()
    staff = ["staff", "create", "chief@reader.example", "--name", "Chief"]
    key = ["key", "create", "CMS", "--scope", "articles", "--owner"]

    made = runner.invoke(args=staff)
    printed = runner.invoke(args=[*key, "chief@reader.example"])

    assert "chief@reader.example is admin. Password:" in made.output
    assert printed.output.startswith(keys.PREFIX)


def test_the_command_line_lists_and_revokes_keys(
    app: Flask, database: Database, admin_id: int
) -> None:
    token = make(database, admin_id, "articles")
    runner = app.test_cli_runner()

    before = runner.invoke(args=["key", "list"]).output
    revoked = runner.invoke(args=["key", "revoke", before.split()[0]])
    after = runner.invoke(args=["key", "list"]).output
    again = runner.invoke(args=["key", "revoke", before.split()[0]])

    assert before == "1 CMS [articles]\n"
    assert revoked.output == "The key CMS is revoked.\n"
    assert after == "1 CMS [articles] (revoked)\n"
    assert again.output == "Error: There is no active key like this.\n"
    assert token not in before


def test_a_fresh_newsroom_has_no_account_at_all(visitor: Visitor) -> None:
    assert visitor.log_in("admin@localhost", "admin").status_code == 422


@pytest.mark.parametrize(
    ("choice", "still_works"),
    [({}, False), ({"keys": "revoke"}, False), ({"keys": "take-over"}, True)],
)
def test_the_keys_of_a_former_admin_are_revoked_or_taken_over(
    app: Flask,
    account: People,
    database: Database,
    admin_id: int,
    choice: dict[str, str],
    still_works: bool,
) -> None:
    token = make(database, admin_id, "articles")
    account("Heir", Role.ADMIN)
    heir = Visitor(app)
    heir.log_in("heir@reader.example")

    heir.send(
        "/admin/staff",
        email="chief@reader.example",
        role="admin",
        action="revoke",
        **choice,
    )

    with database.unit_of_work(write=False) as work:
        assert (keys.find(work.session, token=token) is not None) is still_works


def test_a_key_stops_with_its_owners_role_however_that_was_taken(
    database: Database, admin_id: int
) -> None:
    token = make(database, admin_id, "articles")

    with database.unit_of_work(write=True) as work:
        roles.revoke(work.session, account_id=admin_id, role=Role.ADMIN)

        assert keys.find(work.session, token=token) is None


def in_form(page: str) -> str:
    """Return the key of a page's form."""
    found = re.search(r'name="idempotency_key" value="([^"]+)"', page)
    assert found
    return found[1]


@pytest.mark.usefixtures("admin_id")
def test_a_form_that_is_sent_twice_makes_one_key_and_shows_it(
    app: Flask, database: Database
) -> None:
    admin = Visitor(app)
    admin.log_in("chief@reader.example")
    form_key = in_form(admin.get("/admin/keys").text)
    form = {"name": "CMS", "scopes": "articles", "idempotency_key": form_key}

    pages = [admin.send("/admin/keys", **form).text for _ in range(2)]

    shown = [re.findall(r"cfk_[\w-]+", page) for page in pages]
    assert shown[0] == shown[1]
    with database.unit_of_work(write=False) as work:
        assert len(keys.all_keys(work.session)) == 1
        assert keys.find(work.session, token=shown[0][0]) is not None


@pytest.mark.usefixtures("admin_id")
def test_a_form_that_is_sent_again_later_shows_no_key(
    app: Flask, database: Database
) -> None:
    admin = Visitor(app)
    admin.log_in("chief@reader.example")
    form = {"name": "CMS", "scopes": "articles", "idempotency_key": "k" * 22}
    admin.send("/admin/keys", **form)
    with database.unit_of_work(write=True) as work:
        then = work.now - 2 * keys.SHOWN_AGAIN
        work.session.execute(update(ApiKey).values(created_at=then))

    answer = admin.send("/admin/keys", **form)

    assert answer.status_code == 409
    assert keys.PREFIX not in answer.text
