"""Sends one POST to a URL that an admin chose, and returns what came back.

It connects only to an address that was checked, follows no redirect, and ends within
:data:`SECONDS` altogether, however slowly the other side answers.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import SplitResult, urlsplit

from auth.core.network.public_addresses import (
    AddressRefusedError,
    AddressRules,
    Resolve,
    resolve_by_system,
)
from moderation.exchange.webhooks.rules import Answer

SECONDS = 15.0
MOST_READ = 4_096
"""How much of an answer is read. Nothing of it is stored."""


@dataclass(frozen=True)
class Poster:
    """Sends requests under the rules of this installation.

    :param proxy: host and port of a proxy through which everything leaves.
    :param seconds: how long one request may take altogether.
    """

    rules: AddressRules = field(default_factory=AddressRules)
    resolve: Resolve = resolve_by_system
    proxy: tuple[str, int] | None = None
    seconds: float = SECONDS
    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Send *body*, and return the answer. Never raises for what a server does."""
        try:
            parts = urlsplit(url)
            port = parts.port or (443 if parts.scheme == "https" else 80)
            address = self.rules.first_permitted(
                parts.hostname or "", port, self.resolve
            )
            if parts.scheme != "https" and not self.rules.is_own(address):
                return Answer(
                    error="Only https is used outside the newsroom's network."
                )
            return self._send(parts, (address, port), body, headers)
        except AddressRefusedError as error:
            return Answer(error=str(error))
        except (OSError, http.client.HTTPException, ValueError) as error:
            return Answer(error=_words(error))

    def _send(
        self,
        parts: SplitResult,
        target: tuple[str, int],
        body: bytes,
        headers: Mapping[str, str],
    ) -> Answer:
        connection = _Connection(parts, target, self)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        with _Deadline(self.seconds, connection) as deadline:
            try:
                connection.request("POST", path, body, dict(headers))
                response = connection.getresponse()
                response.read(MOST_READ)
                answer = Answer(response.status, "", _wait_asked(response))
            except (OSError, http.client.HTTPException, ValueError) as error:
                answer = Answer(error=_words(error))
            # A connection that was cut may look like an answer that came to its end.
            if deadline.is_over:
                return Answer(error=f"No answer within {self.seconds:g} seconds.")
            return answer


class _Connection(http.client.HTTPConnection):
    """A connection to the address that was checked, whatever the name says by now."""

    def __init__(
        self, parts: SplitResult, target: tuple[str, int], poster: Poster
    ) -> None:
        super().__init__(parts.hostname or "", target[1], timeout=poster.seconds)
        self._parts, self._target, self._poster = parts, target, poster

    def connect(self) -> None:
        """Connect to the checked address, through the proxy if there is one."""
        made = socket.create_connection(
            self._poster.proxy or self._target, self._poster.seconds
        )
        # It is known before the handshake, so that the deadline can end that too.
        self.sock = made
        if self._poster.proxy:
            _ask_proxy(made, self._target)
        if self._parts.scheme == "https":
            name = self._parts.hostname or ""
            self.sock = self._poster.tls.wrap_socket(made, server_hostname=name)

    def cut(self) -> None:
        """End the connection while another thread waits on it."""
        if self.sock is None:
            return
        try:
            # Closing alone would not wake the thread that reads.
            self.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            return  # It has ended already.


class _Deadline:
    """Cuts a connection after some seconds, whatever it is waiting for."""

    def __init__(self, seconds: float, connection: _Connection) -> None:
        self.is_over = False
        self._connection = connection
        self._timer = threading.Timer(seconds, self._end)

    def __enter__(self) -> _Deadline:
        self._timer.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._timer.cancel()
        self._timer.join()
        self._connection.close()

    def _end(self) -> None:
        self.is_over = True
        self._connection.cut()


def _ask_proxy(made: socket.socket, target: tuple[str, int]) -> None:
    """Ask the proxy for a tunnel to the checked address.

    :raises OSError: if it refuses.
    """
    host = f"[{target[0]}]" if ":" in target[0] else target[0]
    place = f"{host}:{target[1]}"
    made.sendall(f"CONNECT {place} HTTP/1.1\r\nHost: {place}\r\n\r\n".encode())
    answer = b""
    while b"\r\n\r\n" not in answer:
        piece = made.recv(1)
        if not piece or len(answer) > MOST_READ:
            raise OSError("The proxy closed the connection.")
        answer += piece
    status = answer.split(b" ", 2)[1:2]
    if status != [b"200"]:
        raise OSError("The proxy refused to connect.")


def _wait_asked(response: http.client.HTTPResponse) -> timedelta | None:
    text = response.headers.get("Retry-After", "").strip()
    return (
        timedelta(seconds=int(text[:9])) if text.isascii() and text.isdigit() else None
    )


def _words(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "No answer in time."
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"The certificate is not valid: {error.verify_message}."
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return str(text)[:200]
