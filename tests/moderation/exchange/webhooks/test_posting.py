"""One request: where it may go, and how long it may take."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from moderation.exchange.webhooks.posting import Poster
from moderation.platform.public_addresses import AddressRules
from tests.moderation.exchange.webhooks.receiving import HERE, Receiver

HEADERS = {"content-type": "application/json"}
NOBODY = Poster()


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "[::1]",
        "0.0.0.0",  # noqa: S104  It is called here, not listened on.
        "2130706433",
        "0x7f000001",
        "127.1",
        "169.254.169.254",
        "[::ffff:127.0.0.1]",
    ],
)
def test_nothing_on_this_machine_is_called(receiver: Receiver, host: str) -> None:
    answer = NOBODY.post(f"http://{host}:{receiver.port}/", b"{}", HEADERS)

    assert answer.status is None
    assert "public address" in answer.error
    assert receiver.got == []


def test_a_name_that_changes_after_the_check_leads_nowhere_else(
    receiver: Receiver,
) -> None:
    answers: Iterator[list[str]] = iter([["192.0.2.1"], ["127.0.0.1"]])
    rules = AddressRules.of("192.0.2.0/24")
    poster = Poster(rules, lambda *_: next(answers), seconds=0.2)

    answer = poster.post(f"http://rebinding.example:{receiver.port}/", b"{}", HEADERS)

    assert answer.status is None
    assert receiver.got == []


def test_a_name_is_sent_as_the_host_and_the_checked_address_is_called(
    receiver: Receiver,
) -> None:
    poster = Poster(HERE, lambda *_: ["127.0.0.1"])

    answer = poster.post(f"http://cms.example:{receiver.port}/a?b=c", b"{}", HEADERS)

    assert answer.status == 204
    [request] = receiver.got
    assert request.headers["host"] == f"cms.example:{receiver.port}"
    assert request.path == "/a?b=c"


def test_http_is_refused_outside_the_networks_of_the_newsroom() -> None:
    poster = Poster(resolve=lambda *_: ["93.184.216.34"])

    assert "https" in poster.post("http://cms.example/", b"{}", HEADERS).error


def test_an_answer_that_comes_in_drips_is_cut(receiver: Receiver) -> None:
    receiver.drips = 0.02
    begun = time.monotonic()

    answer = Poster(HERE, seconds=0.3).post(receiver.url, b"{}", HEADERS)

    assert answer.error == "No answer within 0.3 seconds."
    assert time.monotonic() - begun < 3


def test_a_port_where_nothing_listens_is_an_answer_without_a_status() -> None:
    poster = replace(Poster(HERE), seconds=1.0)

    answer = poster.post("http://127.0.0.1:9/", b"{}", HEADERS)

    assert (answer.status, answer.error) == (None, "Connection refused")
