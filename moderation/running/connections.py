"""Connections to clients. A client that waits or is slow occupies no thread.

waitress reads a whole request before it assigns a thread, and buffers the response
until its client has read it. This module adds two limits: a request must arrive within
a time limit, and a connection has one request at a time.
"""

from __future__ import annotations

import socket
import threading
import time
from typing import Any

from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer

PATIENT_SECONDS = 10
"""How long a request may take to arrive, and how long an idle connection may wait."""

HURRIED_SECONDS = 1
"""The same while many connections are open."""

MOST_CONNECTIONS = 500
"""Connections at once. A process may usually open 1,024 files, including databases."""

CROWDED = MOST_CONNECTIONS // 2
"""The number of open connections from which the shorter limit applies."""

MOST_HEADER_BYTES = 32 * 1024

MOST_BODY_BYTES = 16 * 1024 * 1024
"""The most bytes that are read of a body. Up to here the application itself refuses a
body that is too large, with its own message."""

LONGEST_POLL = 1.0
"""Seconds between two checks whether to stop."""


class OneAtATime(HTTPChannel):  # type: ignore[misc]  # The library has no types.
    """A connection that answers one request at a time, each within the time limit.

    If a client sends more before it has the response, that is dropped and the
    connection is closed after the response. Otherwise a few kilobytes of pipelined
    requests would cost very many responses, whether anybody reads them or not.
    """

    last_activity: float

    def handle_read(self) -> None:
        """Read what has arrived. A part of a request does not extend its time limit."""
        is_under_way = self.request is not None
        before = self.last_activity
        super().handle_read()
        if is_under_way and self.request is not None:
            self.last_activity = before

    def service(self) -> None:
        """Answer the current request, in a thread."""
        with self.requests_lock:
            if len(self.requests) > 1 or self.request is not None:
                self._drop_what_follows()
        super().service()

    def _drop_what_follows(self) -> None:
        for request in self.requests[1:]:
            request.close()
        del self.requests[1:]
        self.requests[0].headers["CONNECTION"] = "close"


class Listener(TcpWSGIServer):  # type: ignore[misc]  # The library has no types.
    """Accepts connections, and closes those that take too long."""

    channel_class = OneAtATime

    def maintenance(self, now: float) -> None:
        """Close connections that are late in sending or in reading."""
        is_crowded = len(self.active_channels) > CROWDED
        patience = HURRIED_SECONDS if is_crowded else PATIENT_SECONDS
        for channel in self.active_channels.values():
            if not channel.requests and channel.last_activity < now - patience:
                channel.will_close = True


class WebServer:
    """Serves an application on *listening* from *threads* threads."""

    def __init__(self, app: Any, listening: socket.socket, *, threads: int) -> None:
        settings = Adjustments(
            sockets=[listening],
            threads=threads,
            ident=None,
            connection_limit=MOST_CONNECTIONS,
            max_request_header_size=MOST_HEADER_BYTES,
            max_request_body_size=MOST_BODY_BYTES,
            # Nothing is read from a connection that waits for its response.
            channel_request_lookahead=0,
            cleanup_interval=1,
            asyncore_use_poll=True,
            # The application decides which proxies to trust: TRUSTED_PROXY_HOPS.
            clear_untrusted_proxy_headers=False,
        )
        self.sockets: dict[int, Any] = {}
        self._stop = threading.Event()
        self.listener = Listener(
            app,
            map=self.sockets,
            _sock=listening,
            adj=settings,
            bind_socket=False,
            sockinfo=(listening.family, listening.type, 0, listening.getsockname()),
        )
        self.listener.task_dispatcher.set_thread_count(threads)

    def stop(self) -> None:
        """Make :meth:`run` return. May be called from a signal handler."""
        self._stop.set()
        self.listener.pull_trigger()

    def run(self, *, grace_seconds: float) -> None:
        """Serve until told to stop, and then let running requests finish."""
        while not self._stop.is_set():
            self.look(LONGEST_POLL)
        self.listener.accepting = False
        deadline = time.monotonic() + grace_seconds
        while self._is_busy() and time.monotonic() < deadline:
            self.look(0.05)

    def look(self, seconds: float) -> None:
        """Wait at most this long for ready connections, and serve them."""
        wasyncore.poll2(seconds, self.sockets)

    def _is_busy(self) -> bool:
        return any(
            channel.requests or channel.total_outbufs_len
            for channel in self.listener.active_channels.values()
        )
