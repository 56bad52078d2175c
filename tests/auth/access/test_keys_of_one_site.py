"""API keys for one site: on another host they can do nothing."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from auth.access import keys
from auth.access.key_models import ApiKey
from auth.core.permissions import Permission
from auth.db.database import Database
from auth.sites.lookup import ensure_site
from tests.auth.visitor import Visitor


@pytest.fixture
def herald_id(database: Database, admin_id: int) -> int:
    """A second site with the same admin."""
    assert admin_id
    with database.unit_of_work(write=True) as work:
        ensure_site(work.session, name="Courier", host="localhost", now=work.now)
        herald = ensure_site(
            work.session, name="Herald", host="herald.example", now=work.now
        )
        return herald.id


@pytest.mark.parametrize(
    ("host", "may"), [("herald.example", True), ("localhost", False), ("x.test", False)]
)
def test_a_key_for_one_site_may_do_nothing_on_another(
    database: Database, admin_id: int, herald_id: int, host: str, may: bool
) -> None:
    with database.unit_of_work(write=True) as work:
        token = keys.create(
            work.session,
            name="CMS",
            scopes=["articles"],
            account_id=admin_id,
            site_id=herald_id,
            now=work.now,
        )

    with database.unit_of_work(write=False) as work:
        actor = keys.find(work.session, token=token, host=host)

    assert actor is not None
    assert actor.may(Permission.PUT_ARTICLE) == may


def test_an_article_of_another_site_is_not_put_with_a_key_for_one(
    app: Flask, database: Database, admin_id: int, herald_id: int
) -> None:
    with database.unit_of_work(write=True) as work:
        token = keys.create(
            work.session,
            name="CMS",
            scopes=["articles"],
            account_id=admin_id,
            site_id=herald_id,
            now=work.now,
        )

    def put(host: str) -> int:
        answer = app.test_client().put(
            "/api/v1/articles/truce",
            json={"url": "https://herald.example/x", "headline": "A story"},
            headers={"Authorization": f"Bearer {token}", "Host": host},
        )
        return int(answer.status_code)

    assert put("localhost") == 403
    assert put("herald.example") == 201


def test_an_admin_makes_a_key_for_one_site(
    app: Flask, database: Database, herald_id: int
) -> None:
    admin = Visitor(app)
    admin.log_in("chief@reader.example")

    page = admin.send(
        "/admin/keys", name="CMS", scopes="articles", site=str(herald_id)
    ).text

    assert "<bdi>Herald</bdi>" in page
    with database.unit_of_work(write=False) as work:
        assert work.session.scalars(select(ApiKey.site_id)).one() == herald_id


@pytest.mark.usefixtures("herald_id")
@pytest.mark.parametrize(
    ("host", "said"), [("herald.example", " for Herald"), ("x.test", "No site")]
)
def test_the_command_line_makes_a_key_for_one_site(
    app: Flask, host: str, said: str
) -> None:
    command = ["key", "create", "CMS", "--scope", "articles", "--site", host]
    run = app.test_cli_runner().invoke
    made = run(args=[*command, "--owner", "chief@reader.example"])

    assert said in made.output + run(args=["key", "list"]).output
