from __future__ import annotations

import pytest

from auth.core.permissions import Role
from tests.calling import Newsroom


def test_an_admin_registers_an_article(called: Newsroom) -> None:
    admin, _ = called.person("Ada", Role.ADMIN)
    admin.send("/admin/articles/new", key="storm", headline="A storm", url="")
    assert called.visitor().get("/articles/storm").json["url"] == "/articles/storm"


def test_registering_is_written_into_the_audit_log(called: Newsroom) -> None:
    admin, _ = called.person("Ada", Role.ADMIN)
    admin.send("/admin/articles/new", key="storm", headline="A storm")
    log = admin.client.get("/admin/audit-log").get_data(as_text=True)
    assert "article: create" in log


def test_a_key_that_is_taken_is_refused(called: Newsroom) -> None:
    admin, _ = called.person("Ada", Role.ADMIN)
    answer = admin.send("/admin/articles/new", key="truce", headline="Another")
    assert answer.status_code == 409
    assert called.visitor().get("/articles/truce").json["headline"] == "A truce"


@pytest.mark.parametrize("headline", ["", "  ", "x" * 501, "a\u202eb"])
def test_a_bad_headline_is_shown_beside_its_field(
    called: Newsroom, headline: str
) -> None:
    admin, _ = called.person("Ada", Role.ADMIN)
    before = called.rows()
    answer = admin.send("/admin/articles/new", key="storm", headline=headline)
    assert answer.status_code == 422
    assert 'id="headline-error"' in answer.get_data(as_text=True)
    assert called.rows() == before


def test_an_article_is_changed_and_stays_closed(called: Newsroom) -> None:
    admin, _ = called.person("Ada", Role.ADMIN)
    admin.send("/admin/articles/truce/comments", action="close")
    admin.send("/admin/articles/truce", headline="A new headline")
    article = called.visitor().get("/articles/truce").json
    assert (article["headline"], article["is_open"]) == ("A new headline", False)


def test_a_closed_article_is_opened_again(called: Newsroom) -> None:
    admin, _ = called.person("Ada", Role.ADMIN)
    admin.send("/admin/articles/truce/comments", action="close")
    admin.send("/admin/articles/truce/comments", action="open")
    assert called.visitor().get("/articles/truce").json["is_open"]


def test_a_moderator_does_not_run_articles(called: Newsroom) -> None:
    moderator, _ = called.person("Mo", Role.MODERATOR)
    assert moderator.client.get("/admin/articles").status_code == 403


def test_the_pages_show_what_is_registered(called: Newsroom) -> None:
    admin, _ = called.person("Ada", Role.ADMIN)
    listed = admin.client.get("/admin/articles").get_data(as_text=True)
    form = admin.client.get("/admin/articles/truce").get_data(as_text=True)
    assert "A truce" in listed
    assert 'value="A truce"' in form
