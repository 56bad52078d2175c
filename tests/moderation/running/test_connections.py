"""Clients that are slow or send too much do not block others."""

from __future__ import annotations

import json
import re
import select
import socket
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest
from waitress import wasyncore

from moderation.running.connections import (
    CROWDED,
    HURRIED_SECONDS,
    PATIENT_SECONDS,
    WebServer,
)
from moderation.running.serve import WEB_THREADS
from tests.moderation.perspective.asking import asking
from tests.serving import Served

CALL = json.dumps(asking()).encode()
DISCOVERY = b"GET /$discovery/rest?version=v1alpha1 HTTP/1.1\r\nHost: x\r\n\r\n"
MOST_BYTES = 2 * 1024 * 1024
"""The most bytes that the application accepts."""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("slow")
    served = Served(
        folder / "instance",
        settings={"PERSPECTIVE_ONLY": "1", "CEASEFIRE_ENV": "testing"},
        log=folder / "log",
    )
    served.start()
    yield served
    served.stop()


@pytest.fixture
def local() -> Iterator[WebServer]:
    """A web server within the test, which looks when it is told to."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = WebServer(None, listening, threads=1)
        yield server
        server.listener.task_dispatcher.shutdown()
        wasyncore.close_all(server.sockets)


class Client:
    """A connection to the server, and what is sent over it piece by piece."""

    def __init__(self, served: Served, receives: int | None = None) -> None:
        self.socket = socket.socket()
        self.socket.settimeout(30)
        if receives:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receives)
        self.socket.connect(("127.0.0.1", served.port))
        log: Path | None = served.log
        assert log
        [self.key] = re.findall(r"cfk_\S+", log.read_text())

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def begin(self, length: int, body: bytes = b"") -> None:
        """Send the head of a call whose body has that length, and some of the body."""
        head = (
            f"POST /v1alpha1/comments:analyze?key={self.key} HTTP/1.1\r\nHost: x\r\n"
            f"Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n"
        )
        self.socket.sendall(head.encode() + body)

    def answer(self) -> str:
        """Wait for the whole answer."""
        with self.socket.makefile("rb") as file:
            head = b"".join(iter(file.readline, b"\r\n"))
            [length] = re.findall(rb"Content-Length: (\d+)", head)
            return (head + b"\r\n" + file.read(int(length))).decode()


def waiting(clients: list[Client]) -> list[Client]:
    """Return those that have not been answered yet."""
    sockets = [each.socket for each in clients]
    answered, _, _ = select.select(sockets, [], [], 0)
    return [each for each in clients if each.socket not in answered]


def ask(served: Served) -> str:
    """Make one call as any client does, and return its answer."""
    with Client(served) as quick:
        quick.begin(len(CALL), CALL)
        return quick.answer()


def test_clients_that_send_slowly_hold_up_nobody_else(served: Served) -> None:
    with ExitStack() as stack:
        slow = [stack.enter_context(Client(served)) for _ in range(3 * WEB_THREADS)]
        for each in slow:
            each.begin(500, b"{")

        assert ask(served).startswith("HTTP/1.1 200")
        assert waiting(slow) == slow


def test_connections_that_send_nothing_hold_up_nobody(served: Served) -> None:
    with ExitStack() as stack:
        idle = [stack.enter_context(Client(served)) for _ in range(3 * WEB_THREADS)]

        assert ask(served).startswith("HTTP/1.1 200")
        assert waiting(idle) == idle


def test_clients_that_never_read_hold_up_nobody(served: Served) -> None:
    with ExitStack() as stack:
        deaf = [
            stack.enter_context(Client(served, receives=4_096))
            for _ in range(3 * WEB_THREADS)
        ]
        for each in deaf:
            each.socket.sendall(DISCOVERY * 50)

        assert ask(served).startswith("HTTP/1.1 200")


def test_requests_sent_before_the_first_is_answered_are_dropped(
    served: Served,
) -> None:
    with Client(served) as hasty:
        hasty.socket.sendall(DISCOVERY * 50)
        with hasty.socket.makefile("rb") as file:
            answers = file.read()

    assert answers.count(b"HTTP/1.1 200 OK") == 1
    assert b"Connection: close" in answers


@pytest.mark.parametrize(
    ("others", "seconds", "is_cut_off"),
    [
        (0, PATIENT_SECONDS - 1, False),
        (0, PATIENT_SECONDS + 1, True),
        (CROWDED, HURRIED_SECONDS + 1, True),
    ],
)
def test_a_request_in_pieces_is_cut_off_in_time(
    local: WebServer, others: int, seconds: float, is_cut_off: bool
) -> None:
    with socket.create_connection(local.listener.socket.getsockname()) as slow:
        for piece in (b"", b"POST / HT", b"TP/1.1", b"\r\nHost: x"):
            slow.sendall(piece)
            local.look(1)
        [channel] = local.listener.active_channels.values()
        begun = channel.last_activity
        slow.sendall(b"\r\nX-More: x")
        local.look(1)
        crowd = {-each: channel for each in range(1, others + 1)}
        local.listener.active_channels.update(crowd)

        local.listener.maintenance(begun + seconds)

        assert channel.will_close == is_cut_off


@pytest.mark.parametrize("length", [20_481, MOST_BYTES - 1_000, 4 * MOST_BYTES])
def test_a_body_that_is_too_long_is_answered_not_cut_off(
    served: Served, length: int
) -> None:
    comment = json.dumps(asking()).encode()
    body = comment + b" " * (length - len(comment))
    with Client(served) as client:
        with suppress(OSError):  # It may refuse before all is sent.
            client.begin(len(body), body)
        answer = client.answer()

    expected = "200" if length < MOST_BYTES else "400"
    assert answer.startswith(f"HTTP/1.1 {expected}")


def test_the_server_does_not_say_what_it_is(served: Served) -> None:
    with Client(served) as client:
        client.begin(len(CALL), CALL)

        assert "\r\nServer:" not in client.answer()
