"""Links in mail lead only to the site of the request."""

from __future__ import annotations

import pytest
from flask import Flask

from auth.core.models import Site
from auth.db.database import Database
from tests.auth.conftest import Mails
from tests.auth.visitor import Visitor

ADDRESS = "ann@reader.example"


@pytest.fixture
def herald(database: Database, app: Flask) -> Flask:
    """A newsroom with a second site, the Herald."""
    with database.unit_of_work(write=True) as work:
        work.session.add(
            Site(
                name="The Herald",
                host="herald.example",
                allowed_origins=[],
                created_at=work.now,
            )
        )
    return app


@pytest.mark.parametrize("origin", ["http://herald.example", "http://localhost"])
def test_a_link_in_mail_leads_to_the_site_where_it_was_read(
    herald: Flask, mails: Mails, origin: str
) -> None:
    Visitor(herald, origin).register("Ann")

    [mail] = mails(ADDRESS)
    assert f"{origin}/verify/" in mail.body


def test_the_links_of_the_only_site_follow_the_setting_and_not_the_request(
    app: Flask, mails: Mails
) -> None:
    Visitor(app, "http://evil.example").register("Ann")

    [mail] = mails(ADDRESS)
    assert "http://127.0.0.1:8000/" in mail.body
    assert "evil" not in mail.body
