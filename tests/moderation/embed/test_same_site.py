"""A frame on a page of our own site, where the browser sends all of our cookies."""

from __future__ import annotations

import pytest

from tests.calling import Newsroom
from tests.moderation.embed.frames import TOKEN, Frame, Window, believed, token

IN_FRAME = {"Sec-Fetch-Dest": "iframe", "Sec-Fetch-Site": "same-site"}


@pytest.fixture
def frame(paper: Newsroom) -> Frame:
    """The frame of a reader who is logged in on our own pages as Bert."""
    believed(paper)
    frame = Frame(paper)
    frame.client = paper.person("Bert")[0].client
    return frame


def log_out(frame: Frame, path: str, *, from_page: str) -> None:
    page = frame.client.get(from_page).text
    frame.client.post(path, data={"csrf_token": TOKEN.findall(page)[0]})


def is_logged_in(frame: Frame) -> bool:
    """Whether our own pages know the reader."""
    return frame.client.get("/account").status_code == 200


def test_a_registration_for_a_frame_logs_in_the_site_as_well(paper: Newsroom) -> None:
    frame = Frame(paper)
    window = Window(frame.client)
    frame.send("pair/window", nonce=window.open(frame.pair()))
    window.register("Nora")
    frame.client.get("/register/thanks")
    assert frame.redeem() == "logged_in"

    frame.client.get("/embed/articles/truce", headers=IN_FRAME)

    assert is_logged_in(frame)
    assert frame.reader == "Nora"
    assert frame.client.get_cookie("embed") is None


def test_the_publishers_token_counts_in_the_frame_and_only_there(frame: Frame) -> None:
    frame.send("token", token=token(sub="7", name="Nora"))

    assert frame.reader == "Nora"
    assert is_logged_in(frame)


def test_logging_out_at_the_publisher_leaves_the_log_in_of_the_site(
    frame: Frame,
) -> None:
    frame.send("token", token=token(sub="7", name="Nora"))

    frame.send("token", token="")

    assert frame.reader == "Bert"
    assert is_logged_in(frame)


def test_a_page_without_a_reader_leaves_the_log_in_of_the_site(frame: Frame) -> None:
    assert frame.send("token", token="").json == {"state": "same"}
    assert frame.reader == "Bert"


@pytest.mark.parametrize(
    ("path", "page"),
    [("/logout", "/account"), ("/embed/logout", "/embed/articles/truce")],
)
def test_logging_out_on_one_page_logs_out_on_all_of_the_site(
    frame: Frame, path: str, page: str
) -> None:
    frame.send("token", token=token(sub="7", name="Nora"))

    log_out(frame, path, from_page=page)

    assert frame.reader == ""
    assert not is_logged_in(frame)
