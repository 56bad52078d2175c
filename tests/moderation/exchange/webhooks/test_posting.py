"""One request: where it may go, and how long it may take."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from auth.core.network.public_addresses import AddressRules
from moderation.exchange.webhooks.posting import Poster
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


def relayed(proxy: socket.socket, target: int, asked: list[bytes]) -> None:
    """Answer one CONNECT, and pass one request and its answer on."""
    inner, _ = proxy.accept()
    with inner, socket.create_connection(("127.0.0.1", target)) as outer:
        asked.append(inner.recv(4_096))
        inner.sendall(b"HTTP/1.1 200 Connected\r\n\r\n")
        received = b""
        while not received.endswith(b"{}"):
            received += inner.recv(4_096)
        outer.sendall(received)
        inner.sendall(outer.recv(4_096))


def test_a_proxy_is_asked_for_the_checked_address(receiver: Receiver) -> None:
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as proxy:
        place = ("127.0.0.1", proxy.getsockname()[1])
        poster = Poster(HERE, lambda *_: ["127.0.0.2"], proxy=place, seconds=5)
        work = (proxy, receiver.port, asked)
        thread = threading.Thread(target=relayed, args=work, daemon=True)
        thread.start()

        answer = poster.post(f"http://cms.example:{receiver.port}/", b"{}", HEADERS)

        thread.join()
    assert answer.status == 204
    assert asked[0].startswith(b"CONNECT 127.0.0.2:%d HTTP/1.1\r\n" % receiver.port)
    assert len(receiver.got) == 1


def test_a_proxy_that_refuses_is_an_answer_without_a_status() -> None:
    with socket.create_server(("127.0.0.1", 0)) as proxy:
        place = ("127.0.0.1", proxy.getsockname()[1])

        def refuse() -> None:
            inner, _ = proxy.accept()
            with inner:
                inner.recv(4_096)
                inner.sendall(b"HTTP/1.1 403 Forbidden\r\n\r\n")

        thread = threading.Thread(target=refuse, daemon=True)
        thread.start()
        poster = Poster(HERE, lambda *_: ["127.0.0.2"], proxy=place, seconds=5)

        answer = poster.post("http://cms.example/", b"{}", HEADERS)

        thread.join()
    assert (answer.status, answer.error) == (None, "The proxy refused to connect.")
