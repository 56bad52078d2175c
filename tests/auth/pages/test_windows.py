"""The window in which a reader logs in for a frame on a publisher's page."""

from __future__ import annotations

from tests.calling import Newsroom
from tests.moderation.embed.frames import PAPER, STORY, Frame, Window, allow


def test_a_page_gets_no_log_in_of_a_reader_who_agreed_to_nothing(
    called: Newsroom,
) -> None:
    allow(called, PAPER)
    caller, _ = called.person("Rita")
    window = Window(caller.client)
    window.open(Frame(called).pair(), back=STORY)

    led_on = window.client.get("/login/window")
    answer = window.client.get("/login/window/back")

    assert "Do you want to take part as" in " ".join(led_on.text.split())
    assert answer.location == "/login/window"


def test_consent_in_one_window_does_not_count_in_another(called: Newsroom) -> None:
    allow(called, PAPER)
    caller, _ = called.person("Rita")
    window = Window(caller.client)
    window.open(Frame(called).pair(), back=STORY)
    window.go_on()

    window.open(Frame(called).pair(), back=STORY)

    assert window.client.get("/login/window/back").location == "/login/window"
