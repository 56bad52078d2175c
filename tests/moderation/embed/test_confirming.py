"""A reader who registered in a window of a frame confirms the address by the mail."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from sqlalchemy import select

from moderation.platform.outbox import OutboxMessage
from tests.calling import Newsroom
from tests.moderation.embed.frames import Frame, Window

WINDOW = "/login/window"
GO_ON = "You can close this window and go on reading."


@dataclass
class Nora:
    """A reader who has registered, and whose frame is logged in."""

    window: Window
    link: str
    code: str


@pytest.fixture
def nora(paper: Newsroom) -> Nora:
    frame, window = Frame(paper), Window(paper.visitor().client)
    frame.send("pair/window", nonce=window.open(frame.pair()))
    window.register("Nora")
    thanks = window.client.get("/register/thanks").text
    assert frame.redeem() == "logged_in"
    # A frame of the same site uses up the ticket of the window.
    window.client.delete_cookie("handoff")
    with paper.database.unit_of_work(write=False) as work:
        body = work.session.scalars(select(OutboxMessage.body)).one()
    link, code = re.search(r"/verify/\S+", body), re.search(r">(\w{8})</p>", thanks)
    assert link
    assert code
    return Nora(window, link[0], code[1])


def test_a_window_whose_frame_is_logged_in_asks_for_no_log_in(nora: Nora) -> None:
    page = nora.window.client.get(WINDOW).text

    assert GO_ON in page
    assert "Log in to the comments" not in page


def test_who_confirms_at_once_can_go_on_reading(nora: Nora) -> None:
    answer = nora.window.confirm(nora.link)

    assert answer.location == WINDOW


def test_who_confirms_after_the_window_has_expired_reads_of_no_window(
    nora: Nora,
) -> None:
    nora.window.client.delete_cookie("window")

    assert nora.window.confirm(nora.link).location == "/"


def test_who_confirms_on_another_device_reads_of_no_window(
    paper: Newsroom, nora: Nora
) -> None:
    telephone = Window(paper.visitor().client)

    answer = telephone.confirm(nora.link, code=nora.code)

    assert answer.location == "/"
    assert "Your address is confirmed" in telephone.client.get("/").text
