"""A frame that is logged in by the publisher's signed token."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from typing import Any

import pytest
from sqlalchemy import func, select

from auth.core.models import LoginSession
from tests.auth.sso.services.publisher import secret
from tests.calling import Newsroom
from tests.moderation.embed.frames import PAPER, TOKEN, Frame, allow, believed, token


@pytest.fixture
def frame(called: Newsroom) -> Frame:
    """A frame of a newsroom that believes its publisher's tokens."""
    allow(called, PAPER)
    believed(called)
    return Frame(called)


def test_a_token_logs_the_frame_in(frame: Frame) -> None:
    answer = frame.send("token", token=token(sub="7", name="Nora"))

    assert answer.json == {"state": "logged_in"}
    assert frame.reader == "Nora"


@pytest.mark.usefixtures("frame")
def test_many_readers_of_one_network_are_logged_in_within_a_minute(
    called: Newsroom,
) -> None:
    readers = [token(sub=str(number), name=f"Reader {number}") for number in range(70)]

    answers = [Frame(called).send("token", token=each) for each in readers]

    assert {answer.json["state"] for answer in answers} == {"logged_in"}


def test_another_token_of_the_same_reader_changes_nothing(
    frame: Frame, called: Newsroom
) -> None:
    frame.send("token", token=token(sub="7", name="Nora"))

    answer = frame.send("token", token=token(sub="7", name="Nora"))

    assert answer.json == {"state": "same"}
    with called.database.unit_of_work(write=False) as work:
        count = select(func.count()).select_from(LoginSession)
        assert work.session.scalar(count) == 1


def test_the_next_log_in_at_the_publisher_replaces_the_commenter(frame: Frame) -> None:
    frame.send("token", token=token(sub="7", name="Nora"))

    frame.send("token", token=token(sub="8", name="Otto"))

    assert frame.reader == "Otto"


def test_logging_out_at_the_publisher_logs_out_in_the_frame(
    frame: Frame,
) -> None:
    frame.send("token", token=token(sub="7", name="Nora"))

    assert frame.send("token", token="").json == {"state": "logged_out"}
    after = frame.client.get("/embed/articles/truce").text
    assert "Logged in as" not in after
    assert 'data-accepted="*"' in after, "The browser keeps the drafts."


def test_a_refused_token_of_the_next_reader_ends_the_session_of_the_one_before(
    frame: Frame,
) -> None:
    frame.send("token", token=token(sub="7", name="Nora"))

    answer = frame.send("token", token=token(sub="8", name="Otto", exp=1))

    assert answer.json["state"] == "logged_out"
    assert "error" in answer.json
    assert frame.reader == ""


def test_an_old_token_of_the_same_reader_ends_nothing(frame: Frame) -> None:
    frame.send("token", token=token(sub="7", name="Nora"))

    frame.send("token", token=token(sub="7", name="Nora", exp=1))

    assert frame.reader == "Nora"


def test_a_forged_token_logs_nobody_in(frame: Frame) -> None:
    answer = frame.send("token", token=token(key=secret("x" * 40)))

    assert answer.json["state"] == "refused"
    assert frame.reader == ""


@pytest.mark.parametrize(
    "wrong",
    [
        "no token",
        "{}.{}.{}",
        ".".join([urlsafe_b64encode(b"[" * 2_900).decode()] * 2),
        token(jti=7),
    ],
)
def test_an_invalid_token_is_refused_without_a_server_error(
    frame: Frame, wrong: str
) -> None:
    answer = frame.send("token", token=wrong)

    assert (answer.status_code, answer.json["state"]) == (200, "refused")


def test_a_visitor_without_a_token_stays_a_visitor(frame: Frame) -> None:
    assert frame.send("token", token="").json == {"state": "same"}


def taken(frame: Frame, called: Newsroom) -> str:
    """Log in a reader whose name somebody has, and return the page of the article."""
    called.person_alone("Nora")
    frame.send("token", token=token(sub="7", name="Nora"))
    return frame.client.get("/embed/articles/truce?theme=dark").text


def choose(frame: Frame, name: str) -> Any:
    """Choose a name in the frame, and return to the article."""
    page = frame.client.get("/embed/name?theme=dark&next=/embed/articles/truce").text
    form = {"csrf_token": TOKEN.findall(page)[0], "display_name": name}
    form["next"] = "/embed/articles/truce"
    return frame.client.post("/embed/name", data=form)


def test_a_substitute_for_a_taken_name_can_be_changed_in_the_frame(
    frame: Frame, called: Newsroom
) -> None:
    page = taken(frame, called)

    answer = choose(frame, "Nora of Bath")

    assert 'href="/embed/name?' in page
    assert answer.location == "/embed/articles/truce"
    assert frame.reader == "Nora of Bath"
    assert "/embed/name?" not in frame.client.get("/embed/articles/truce").text


def test_a_name_that_cannot_be_chosen_is_shown_again_with_the_reason(
    frame: Frame, called: Newsroom
) -> None:
    taken(frame, called)

    answer = choose(frame, "Nora")

    assert answer.status_code == 422
    assert 'value="Nora"' in answer.text
    assert "This name is taken" in answer.text


def test_a_name_is_chosen_once(frame: Frame, called: Newsroom) -> None:
    taken(frame, called)

    choose(frame, "Nora of Bath")

    page = frame.client.get("/embed/name").text
    assert "Your name has already been chosen." in page
    assert 'name="display_name"' not in page
