"""How a frame is logged in, and who cannot log one in."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from auth.access.declarations import PUBLIC, declared_access
from auth.accounts import lookup, retention
from auth.accounts.pairing_models import Pairing
from auth.core import throttles
from auth.core.models import Account, LoginSession, Site
from auth.core.rules import (
    CODE_LIFETIME,
    LIMITS,
    PAIRING_LIFETIME,
    PairingState,
    SessionKind,
)
from tests.calling import Newsroom
from tests.moderation.embed.frames import (
    PAPER,
    STORY,
    Frame,
    Window,
    allow,
    logged_in_frame,
)
from tests.routes import path_of, routes

SENTENCE = (
    "Thank you for registering. Please refresh the page or navigate to another page on "
    "the site to be automatically logged in."
)


@pytest.fixture
def paper(called: Newsroom) -> Newsroom:
    """A newsroom whose site one newspaper may embed."""
    allow(called, PAPER)
    return called


def age(paper: Newsroom, **columns: datetime) -> None:
    with paper.database.unit_of_work(write=True) as work:
        work.session.execute(update(Pairing).values(**columns))


def states(paper: Newsroom) -> list[PairingState]:
    with paper.database.unit_of_work(write=False) as work:
        return list(work.session.scalars(select(Pairing.state)))


def embed_sessions(paper: Newsroom) -> int:
    with paper.database.unit_of_work(write=False) as work:
        return (
            work.session.scalar(
                select(func.count())
                .select_from(LoginSession)
                .where(
                    LoginSession.kind == SessionKind.EMBED,
                    LoginSession.ended_at.is_(None),
                )
            )
            or 0
        )


def coded(paper: Newsroom, frame: Frame, name: str = "Rita") -> str:
    """Log in in a window that cannot reach the frame; return the code of its return."""
    caller, _ = paper.person(name)
    window = Window(caller.client)
    window.open(frame.pair(), back=STORY)
    window.go_on()
    answer = window.client.get("/login/window/back")
    assert answer.location.startswith(f"{STORY}#ceasefire=")
    return str(answer.location.partition("=")[2])


def test_a_frame_is_logged_in_by_the_window_that_it_opened(paper: Newsroom) -> None:
    frame, _ = logged_in_frame(paper, "Rita")

    assert frame.reader == "Rita"


def test_a_registration_in_the_window_logs_the_reopened_page_in(
    paper: Newsroom,
) -> None:
    frame, window = Frame(paper), Window(paper.visitor().client)
    frame.send("pair/window", nonce=window.open(frame.pair()))
    form = window.client.get("/register?next=/login/window").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', form)
    assert token
    window.client.post(
        "/register",
        data={
            "csrf_token": token[1],
            "display_name": "Nora",
            "email": "nora@reader.example",
            "password": "nineteen quiet herons",
            "next": "/login/window",
        },
    )
    assert frame.redeem() == "waiting"
    thanks = window.client.get("/register/thanks").text

    assert frame.redeem() == "logged_in"
    assert SENTENCE in " ".join(thanks.split())
    assert frame.reader == "Nora"


def test_the_link_of_somebody_elses_pairing_logs_nobody_in(paper: Newsroom) -> None:
    attacker, (victim, _) = Frame(paper), paper.person("Victoria")
    window = Window(victim.client)
    window.open(attacker.pair())

    page = window.go_on()

    assert "opened from another browser" in page
    assert states(paper) == [PairingState.NEW]
    assert attacker.redeem() == "waiting"
    assert attacker.reader == ""


def test_a_nonce_that_was_guessed_approves_nothing(paper: Newsroom) -> None:
    attacker, (victim, _) = Frame(paper), paper.person("Victoria")
    window = Window(victim.client)
    window.open(attacker.pair())
    attacker.send("pair/window", nonce="0" * 64)

    window.go_on()

    assert attacker.redeem() == "waiting"


def test_a_pairing_is_redeemed_once(paper: Newsroom) -> None:
    frame, window = Frame(paper), Window(paper.person("Rita")[0].client)
    frame.send("pair/window", nonce=window.open(frame.pair()))
    window.go_on()
    kept = frame.client.get_cookie("pair")
    assert kept
    frame.redeem()
    other_tab = Frame(paper)
    other_tab.client.set_cookie("pair", kept.value)

    assert other_tab.redeem() == "over"
    assert embed_sessions(paper) == 1


def test_a_pairing_ends_after_half_an_hour(paper: Newsroom) -> None:
    frame, window = Frame(paper), Window(paper.person("Rita")[0].client)
    frame.send("pair/window", nonce=window.open(frame.pair()))
    window.go_on()
    age(paper, created_at=paper.now - PAIRING_LIFETIME - timedelta(minutes=1))

    assert frame.redeem() == "over"


def test_a_pairing_of_another_site_is_refused(paper: Newsroom) -> None:
    frame, window = Frame(paper), Window(paper.person("Rita")[0].client)
    frame.send("pair/window", nonce=window.open(frame.pair()))
    window.go_on()
    with paper.database.unit_of_work(write=True) as work:
        other = Site(
            name="Other",
            host="other.example",
            allowed_origins=[],
            created_at=work.now,
        )
        work.session.add(other)
        work.session.flush()
        work.session.execute(update(Pairing).values(site_id=other.id))

    assert frame.redeem() == "over"


def test_a_way_back_with_a_code_logs_the_frame_in(paper: Newsroom) -> None:
    frame = Frame(paper)

    assert frame.redeem(coded(paper, frame)) == "logged_in"
    assert frame.reader == "Rita"


def test_a_code_is_worthless_without_the_cookie_of_the_frame(paper: Newsroom) -> None:
    frame, thief = Frame(paper), Frame(paper)
    code = coded(paper, frame)
    thief.pair()

    assert thief.redeem(code) == "waiting"
    assert thief.reader == ""


def test_a_code_lives_for_a_minute(paper: Newsroom) -> None:
    frame = Frame(paper)
    code = coded(paper, frame)
    age(paper, code_until=paper.now - CODE_LIFETIME)

    assert frame.redeem(code) == "waiting"


@pytest.mark.parametrize(
    "back",
    [
        "https://evil.example/truce",
        "//evil.example/truce",
        "javascript:alert(1)",
        f"{PAPER}@evil.example/",
        f"https://rita@{PAPER.removeprefix('https://')}/",
        f"{PAPER}\\@evil.example/",
        f"{PAPER}.evil.example/",
        f"{PAPER}:8443/",
        f"{PAPER}/\ttruce",
        PAPER.replace("https", "http"),
    ],
)
def test_the_way_back_leads_only_to_pages_that_may_embed_the_site(
    paper: Newsroom, back: str
) -> None:
    caller, _ = paper.person("Rita")
    window = Window(caller.client)
    window.open(Frame(paper).pair(), back=back)
    window.go_on()

    answer = window.client.get("/login/window/back")

    assert answer.location == "/login/window"


def test_the_way_back_to_an_origin_that_was_removed_is_closed(paper: Newsroom) -> None:
    caller, _ = paper.person("Rita")
    window = Window(caller.client)
    window.open(Frame(paper).pair(), back=STORY)
    window.go_on()
    allow(paper)

    assert window.client.get("/login/window/back").location == "/login/window"


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": PAPER, "Sec-Fetch-Site": "cross-site"},
        {"Origin": "null"},
        {},
        {"Origin": "http://localhost", "Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_script_of_the_page_around_cannot_log_the_frame_in(
    paper: Newsroom, headers: dict[str, str]
) -> None:
    client = Frame(paper).client

    answers = {
        path: client.post(f"/embed/{path}", headers=headers).status_code
        for path in ("pair", "pair/window", "redeem", "token", "articles")
    }

    assert set(answers.values()) == {403}
    assert states(paper) == []


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

    assert frame.reader == ""
    assert window.client.get("/account").status_code == 200


def test_one_network_begins_so_many_pairings_an_hour(paper: Newsroom) -> None:
    most = LIMITS["pair-network"].count
    network = throttles.network_of("127.0.0.1")
    with paper.database.unit_of_work(write=True) as work:
        for _ in range(most):
            throttles.hit(
                work.session, kind="pair-network", subject=network, now=work.now
            )

    assert Frame(paper).send("pair").status_code == 429


def test_a_frame_that_was_prefetched_begins_no_pairing(paper: Newsroom) -> None:
    frame = Frame(paper)

    frame.client.get("/embed/articles/truce", headers={"Sec-Purpose": "prefetch"})

    assert states(paper) == []
    assert frame.client.get_cookie("pair") is None


def test_a_browser_that_keeps_no_cookies_of_frames_is_noticed(paper: Newsroom) -> None:
    frame = Frame(paper)
    frame.pair()
    frame.client.delete_cookie("pair")

    answer = frame.send("pair/window", nonce="0" * 64)

    assert answer.json == {"is_paired": False, "keeps_cookies": False}
    assert frame.redeem() == "over"


def test_a_code_is_good_once(paper: Newsroom) -> None:
    frame = Frame(paper)
    code = coded(paper, frame)
    kept = frame.client.get_cookie("pair")
    assert kept
    frame.redeem(code)
    again = Frame(paper)
    again.client.set_cookie("pair", kept.value)

    assert again.redeem(code) == "over"


def test_pairings_that_are_over_are_removed(paper: Newsroom) -> None:
    Frame(paper).pair()
    age(paper, created_at=paper.now - PAIRING_LIFETIME - timedelta(minutes=1))

    with paper.database.unit_of_work(write=True) as work:
        retention.forget(work.session, now=work.now)

    assert states(paper) == []
