"""What a session of a frame opens, and when it ends."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from auth.access.declarations import PUBLIC, declared_access
from auth.accounts import lookup
from auth.core.models import Account, LoginSession
from auth.core.rules import SessionKind
from tests.calling import Newsroom
from tests.moderation.embed.frames import PAPER, Frame, logged_in_frame
from tests.routes import path_of, routes


def test_a_script_of_the_page_around_cannot_write_or_read(paper: Newsroom) -> None:
    frame, _ = logged_in_frame(paper, "Rita")
    foreign = {"Origin": PAPER, "Sec-Fetch-Site": "cross-site"}
    paper.app.config["WTF_CSRF_ENABLED"] = False
    allowed = []
    for rule, method in routes(paper.app):
        if not rule.rule.startswith("/embed"):
            continue
        answer = frame.client.open(path_of(rule), method=method, headers=foreign)
        if method == "POST" and answer.status_code != 403:
            allowed.append((rule.rule, answer.status_code))
        if "Access-Control-Allow-Credentials" in answer.headers:
            allowed.append((rule.rule, 0))

    assert allowed == []


def test_a_session_of_a_frame_opens_nothing_but_the_discussion(
    paper: Newsroom,
) -> None:
    frame, _ = logged_in_frame(paper, "Rita")
    paper.app.config["WTF_CSRF_ENABLED"] = False
    opened = []
    for rule, method in routes(paper.app):
        is_open = declared_access(paper.app, rule.endpoint) in (PUBLIC, None)
        if rule.rule.startswith("/embed") or is_open:
            continue
        answer = frame.client.open(path_of(rule), method=method)
        is_refused = answer.status_code in (401, 403)
        if not is_refused and "/login?next=" not in (answer.location or ""):
            opened.append((method, rule.rule, answer.status_code))

    assert opened == []
    assert frame.reader == "Rita"


def end_all(paper: Newsroom, account_id: int) -> None:
    with paper.database.unit_of_work(write=True) as work:
        lookup.end_sessions(work.session, account_id, now=work.now)


def disable(paper: Newsroom, account_id: int) -> None:
    with paper.database.unit_of_work(write=True) as work:
        work.session.get_one(Account, account_id).disabled_at = work.now


@pytest.mark.parametrize("end", [end_all, disable])
def test_the_session_of_a_frame_ends_with_the_others(
    paper: Newsroom, end: object
) -> None:
    assert callable(end)
    frame, window = logged_in_frame(paper, "Rita")
    waiting = Frame(paper)
    waiting.send("pair/window", nonce=window.open(waiting.pair()))
    window.go_on()
    with paper.database.unit_of_work(write=False) as work:
        account_id = work.session.scalar(
            select(LoginSession.account_id).where(
                LoginSession.kind == SessionKind.EMBED
            )
        )

    end(paper, account_id)

    assert frame.reader == ""
    assert waiting.redeem() == "over"


def test_logging_out_in_the_frame_leaves_other_sessions_open(paper: Newsroom) -> None:
    frame, window = logged_in_frame(paper, "Rita")
    page = frame.client.get("/embed/articles/truce").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token

    frame.client.post(
        "/embed/logout",
        data={"csrf_token": token[1], "next": "/embed/articles/truce"},
    )

    after = frame.client.get("/embed/articles/truce").text
    assert "Logged in as" not in after
    assert 'data-accepted="*"' in after, "The browser keeps the drafts."
    assert window.client.get("/account").status_code == 200
