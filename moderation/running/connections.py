"""Connections to clients, none of which can hold a thread.

waitress reads a request whole before it lends it a thread, and keeps an answer until
its client has read it. Two limits are added here: a request must arrive within a time,
and a connection has one request at a time.
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
"""How long a request may take to arrive, and a kept connection may wait for one."""

HURRIED_SECONDS = 1
"""The same while many connections are open."""

MOST_CONNECTIONS = 500
"""Open at once. A process may usually hold 1,024 files, the database's among them."""

CROWDED = MOST_CONNECTIONS // 2
"""From how many open connections on clients are hurried."""

MOST_HEADER_BYTES = 32 * 1024

MOST_BODY_BYTES = 16 * 1024 * 1024
"""What is read of a body at all. The application refuses a longer one than it takes in
its own words, and these bytes are how far that goes."""

LONGEST_POLL = 1.0
"""Seconds between two looks at whether to stop."""


class OneAtATime(HTTPChannel):  # type: ignore[misc]  # The library has no types.
    """A connection whose requests are answered one at a time, each in time.

    What a client sends behind a request before it has the answer is dropped, and the
    connection is closed after that answer. Otherwise a few kilobytes of requests would
    cost as many answers as fit into them, whether anyone reads them or not.
    """

    last_activity: float

    def handle_read(self) -> None:
        """Read what has come. A part of a request does not prolong its time."""
        is_under_way = self.request is not None
        before = self.last_activity
        super().handle_read()
        if is_under_way and self.request is not None:
            self.last_activity = before

    def service(self) -> None:
        """Answer the request at hand, in a thread."""
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
        """Close connections whose request or whose reading is late."""
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
            # Nothing is read of a connection that waits for its answer.
            channel_request_lookahead=0,
            cleanup_interval=1,
            asyncore_use_poll=True,
            # Whom to believe is the application's to say: TRUSTED_PROXY_HOPS.
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
        """Have :meth:`run` come to its end. May be called by a signal's handler."""
        self._stop.set()
        self.listener.pull_trigger()

    def run(self, *, grace_seconds: float) -> None:
        """Serve until told to stop; what is being answered then gets its time."""
        while not self._stop.is_set():
            self.look(LONGEST_POLL)
        self.listener.accepting = False
        deadline = time.monotonic() + grace_seconds
        while self._is_busy() and time.monotonic() < deadline:
            self.look(0.05)

    def look(self, seconds: float) -> None:
        """Wait at most so long for connections that are ready, and serve them."""
        wasyncore.poll2(seconds, self.sockets)

    def _is_busy(self) -> bool:
        return any(
            channel.requests or channel.total_outbufs_len
            for channel in self.listener.active_channels.values()
        )
