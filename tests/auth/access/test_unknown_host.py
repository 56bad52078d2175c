"""Requests on a host that belongs to no site of the newsroom."""

from __future__ import annotations

from auth.access import sessions
from auth.core.permissions import Role
from auth.sites.lookup import ensure_site
from tests.calling import Caller, Newsroom
from tests.routes import path_of, routes

UNKNOWN = "http://unknown.example"


def test_no_page_fails_and_no_closed_page_answers_on_an_unknown_host(
    called: Newsroom,
) -> None:
    _, ada = called.person("Ada", Role.ADMIN)
    with called.database.unit_of_work(write=True) as work:
        ensure_site(work.session, name="Other", host="other.example", now=work.now)
        token = sessions.open_session(
            work.session,
            account_id=ada.account_id,
            host="unknown.example",
            user_agent="test",
            now=work.now,
            proved=True,
        )
    admin, visitor = Caller(called.app), Caller(called.app)
    admin.client.set_cookie("sid", token, domain="unknown.example")

    for rule, method in routes(called.app):
        if method != "GET":
            continue
        for who in (admin, visitor):
            with who.client.get(path_of(rule), base_url=UNKNOWN) as answer:
                assert answer.status_code < 500, rule.endpoint
    for page in ("/admin/staff", "/queue", "/account", "/api/v1/queue"):
        for who in (admin, visitor):
            answer = who.client.get(page, base_url=UNKNOWN)
            assert answer.status_code == 404, page
