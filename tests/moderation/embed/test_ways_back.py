"""The way back from a window that cannot reach its frame, with a code."""

from __future__ import annotations

import pytest

from auth.core.rules import CODE_LIFETIME
from tests.calling import Newsroom
from tests.moderation.embed.frames import PAPER, STORY, Frame, Window, allow
from tests.moderation.embed.pairings import age


def coded(paper: Newsroom, frame: Frame, name: str = "Rita") -> str:
    """Log in in a window that cannot reach the frame; return the code of its return."""
    caller, _ = paper.person(name)
    window = Window(caller.client)
    window.open(frame.pair(), back=STORY)
    window.go_on()
    answer = window.client.get("/login/window/back")
    assert answer.location.startswith(f"{STORY}#ceasefire=")
    return str(answer.location.partition("=")[2])


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


def test_a_code_is_good_once(paper: Newsroom) -> None:
    frame = Frame(paper)
    code = coded(paper, frame)
    kept = frame.client.get_cookie("pair")
    assert kept
    frame.redeem(code)
    again = Frame(paper)
    again.client.set_cookie("pair", kept.value)

    assert again.redeem(code) == "over"
