"""Clients that send slowly, or too much, are answered and hold up nobody else."""

from __future__ import annotations

import json
import re
import select
import socket
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from moderation.serving import WEB_THREADS
from moderation.slow_clients import MOST_BYTES, Readers
from tests.moderation.perspective.asking import asking
from tests.serving import Served

CALL = json.dumps(asking()).encode()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("slow")
    served = Served(
        folder / "instance",
        settings={"PERSPECTIVE_ONLY": "1", "CEASEFIRE_ENV": "production"},
        log=folder / "log",
    )
    served.start()
    yield served
    served.stop()


class Client:
    """A connection to the server, and what is sent over it piece by piece."""

    def __init__(self, served: Served) -> None:
        self.socket = socket.create_connection(("127.0.0.1", served.port), timeout=30)
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


def test_clients_that_send_slowly_hold_up_nobody_else(served: Served) -> None:
    with ExitStack() as stack:
        slow = [stack.enter_context(Client(served)) for _ in range(WEB_THREADS)]
        for each in slow:
            each.begin(500, b"{")
        quick = stack.enter_context(Client(served))
        quick.begin(len(CALL), CALL)
        answer = quick.answer()

        assert answer.startswith("HTTP/1.1 200")
        assert len(waiting(slow)) == WEB_THREADS // 2


def test_connections_that_send_nothing_hold_up_nobody(served: Served) -> None:
    with ExitStack() as stack:
        idle = [stack.enter_context(Client(served)) for _ in range(3 * WEB_THREADS)]
        quick = stack.enter_context(Client(served))
        quick.begin(len(CALL), CALL)

        assert quick.answer().startswith("HTTP/1.1 200")
        assert waiting(idle) == idle


def test_a_body_that_does_not_come_to_its_end_is_refused_clearly(
    served: Served,
) -> None:
    with ExitStack() as stack:
        slow = [stack.enter_context(Client(served)) for _ in range(WEB_THREADS)]
        for each in slow:
            each.begin(500, b"{")
        [hurried, *_], _, _ = select.select([each.socket for each in slow], [], [])
        [first] = [each for each in slow if each.socket is hurried]
        answer = first.answer()

    assert answer.startswith("HTTP/1.1 400")
    assert json.loads(answer.partition("\r\n\r\n")[2])["error"]


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


def test_the_more_are_read_the_sooner_a_late_one_is_let_go() -> None:
    readers = Readers(patient=1)
    with ExitStack() as stack:
        pairs = [socket.socketpair() for _ in range(2)]
        for each in (end for pair in pairs for end in pair):
            stack.enter_context(each)
        patient, hurried = (readers.begin(ours) for ours, _ in pairs)
        over = pairs[1][0].recv(1)
        still, _, _ = select.select([pairs[0][0]], [], [], 0)
        patient.end()
        hurried.end()

    assert over == b""
    assert still == []
