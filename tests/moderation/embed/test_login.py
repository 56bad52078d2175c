"""How a frame is logged in, and who cannot log one in."""

from __future__ import annotations

import pytest

from auth.core.rules import PairingState
from tests.calling import Newsroom
from tests.moderation.embed.frames import PAPER, Frame, Window, logged_in_frame
from tests.moderation.embed.pairings import states

SENTENCE = (
    "Thank you for registering. Please refresh the page or navigate to another page on "
    "the site to be automatically logged in."
)


def test_a_frame_is_logged_in_by_the_window_that_it_opened(paper: Newsroom) -> None:
    frame, _ = logged_in_frame(paper, "Rita")

    assert frame.reader == "Rita"


def test_a_registration_in_the_window_logs_the_reopened_page_in(
    paper: Newsroom,
) -> None:
    frame, window = Frame(paper), Window(paper.visitor().client)
    frame.send("pair/window", nonce=window.open(frame.pair()))
    window.register("Nora")
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
