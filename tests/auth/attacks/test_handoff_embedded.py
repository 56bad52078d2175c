"""Only a page that a person opens redeems a ticket."""

from __future__ import annotations

import pytest
from flask import Flask

from auth.db.database import Database
from tests.auth.attacks.handing import THANKS, sessions_in, ticket_of
from tests.auth.visitor import Visitor


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec_Fetch_Dest": "image", "Sec_Fetch_Mode": "no-cors"},
        {"Sec_Fetch_Dest": "iframe", "Sec_Fetch_Mode": "navigate"},
        {"Sec_Fetch_Dest": "empty", "Sec_Fetch_Mode": "cors"},
    ],
    ids=["img", "iframe", "fetch"],
)
def test_what_another_site_embeds_does_not_redeem(
    visitor: Visitor, database: Database, headers: dict[str, str]
) -> None:
    ticket_of(visitor)

    visitor.get("/", **headers, Sec_Fetch_Site="cross-site")

    assert sessions_in(database) == 0
    assert visitor.cookie("handoff")


def test_a_reload_after_arriving_from_another_site_does_redeem(
    visitor: Visitor,
) -> None:
    ticket_of(visitor)

    visitor.get(
        "/",
        Sec_Fetch_Dest="document",
        Sec_Fetch_Mode="navigate",
        Sec_Fetch_Site="cross-site",
    )

    assert visitor.is_logged_in()


@pytest.mark.parametrize(
    "purpose",
    [
        {"Sec_Purpose": "prefetch"},
        {"Sec_Purpose": "prefetch;prerender"},
        {"Purpose": "prefetch"},
        {"X_Purpose": "prefetch"},
        {"X_Moz": "prefetch"},
    ],
)
def test_a_prefetch_and_a_prerender_do_not_redeem(
    visitor: Visitor, database: Database, purpose: dict[str, str]
) -> None:
    ticket_of(visitor)

    answer = visitor.get(
        "/", Sec_Fetch_Dest="document", Sec_Fetch_Mode="navigate", **purpose
    )

    assert answer.status_code == 503
    assert sessions_in(database) == 0
    assert visitor.cookie("handoff")


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS"])
def test_asking_without_opening_a_page_does_not_redeem(
    visitor: Visitor, database: Database, method: str
) -> None:
    ticket_of(visitor)

    visitor.ask(method, "/")

    assert sessions_in(database) == 0


def test_a_browser_without_cookies_is_told_so_and_not_sent_in_circles(
    app: Flask, visitor: Visitor
) -> None:
    visitor.register()
    forgetful = app.test_client(use_cookies=False)

    pages = [forgetful.get(THANKS), forgetful.get(THANKS)]

    for page in pages:
        assert page.status_code == 200
        assert "your browser may be blocking cookies" in page.text
        assert "Log out" not in page.text


def test_production_over_plain_http_gives_a_hint_and_goes_in_no_circles(
    production: Flask,
) -> None:
    # A browser keeps no Secure cookie from an address without TLS.
    visitor = production.test_client(use_cookies=False)

    thanks = visitor.get(THANKS, base_url="http://localhost")
    sent = visitor.post(
        "/register", base_url="http://localhost", data={"csrf_token": "none"}
    )

    assert thanks.status_code == 200
    assert "your browser may be blocking cookies" in thanks.text
    assert sent.status_code == 400
    assert "Please allow cookies for this site" in sent.text
