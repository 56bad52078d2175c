"""The time of the log-in page while somebody without an account attacks the server.

For each attack the figure is the second slowest of twenty ``GET /login``, requested one
after the other over new connections, while eight attackers do nothing else.
"""

from __future__ import annotations

import http.client
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from tests import attacks
from tests.benchmarks.measuring import report
from tests.serving import Served

AIM = 300.0
"""Milliseconds."""

ATTACKERS = 8
ROUNDS = 20
HEADER = b"x" * 8_000 + b"@x." * 2_000
"""An invalid header. Patterns for addresses once took a second to read it."""

Act = Callable[[socket.socket, threading.Event], None]


def main() -> None:
    """Report the time of the log-in page without an attack and under each attack."""
    with TemporaryDirectory() as folder:
        served = Served(Path(folder) / "instance", log=Path(folder) / "log")
        served.flask("setup")
        served.start()
        report("log-in page, nobody attacks", slowest_but_one(served), "ms")
        for name, attack in ATTACKS.items():
            with attacked(served, attack):
                figure = slowest_but_one(served)
            report(f"log-in page, {name}", figure, "ms", "the aim", AIM)
        served.stop()


@contextmanager
def attacked(served: Served, attack: Act) -> Iterator[None]:
    """Run attackers. Each starts again as soon as it is done."""
    stop = threading.Event()
    threads = [
        threading.Thread(target=_attack_until, args=(served, attack, stop))
        for _ in range(ATTACKERS)
    ]
    for each in threads:
        each.start()
    stop.wait(1)
    yield
    stop.set()
    for each in threads:
        each.join()


def slowest_but_one(served: Served) -> float:
    """Return milliseconds."""
    return sorted(_log_in_page(served) for _ in range(ROUNDS))[-2]


def _log_in_page(served: Served) -> float:
    begun = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=30)
    connection.request("GET", "/login")
    answer = connection.getresponse()
    answer.read()
    connection.close()
    if answer.status != 200:
        raise RuntimeError(f"The log-in page answered {answer.status}.")
    return (time.perf_counter() - begun) * 1_000


def _attack_until(served: Served, attack: Act, stop: threading.Event) -> None:
    while not stop.is_set():
        with suppress(OSError), socket.socket() as connection:
            connection.settimeout(1)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
            connection.connect(("127.0.0.1", served.port))
            attack(connection, stop)


def sending(attack: attacks.Attack) -> Act:
    """Return a function that sends a request and waits for its response."""
    head = (
        f"{attack.method} {attack.path} HTTP/1.1\r\nHost: localhost\r\n"
        f"Content-Type: {attack.content_type}\r\nConnection: close\r\n"
        f"Content-Length: {len(attack.body)}\r\n\r\n"
    ).encode()
    return lambda connection, _: _ask(connection, head + attack.body)


def send_no_header(connection: socket.socket, _: threading.Event) -> None:
    """Send an invalid header line, and wait for the refusal."""
    _ask(connection, b"GET /login HTTP/1.1\r\n" + HEADER + b"\r\n\r\n")


def never_read(connection: socket.socket, stop: threading.Event) -> None:
    """Request a long page many times, and read nothing until the end."""
    connection.sendall(b"GET /api/docs HTTP/1.1\r\nHost: localhost\r\n\r\n" * 50)
    stop.wait()


def _ask(connection: socket.socket, request: bytes) -> None:
    connection.sendall(request)
    while connection.recv(65_536):
        pass


ATTACKS: dict[str, Act] = {
    "nested batches": sending(attacks.nested_batch()),
    "batches of discovery": sending(attacks.discovery_batch()),
    "a header that is none": send_no_header,
    "clients that never read": never_read,
}
