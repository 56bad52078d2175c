"""Reading requests without lending every thread to clients that send slowly.

A thread that reads waits for its client, and a handful of clients that send a byte now
and then would take all of them. So a request is read whole before the application is
called, and reading has an end: patiently while few do, at once when many are slow.
"""

from __future__ import annotations

import io
import socket
import threading
from typing import Any

import structlog
from gunicorn.workers.gthread import _DEFER, TConn, ThreadWorker

log = structlog.get_logger()

PATIENT_SECONDS = 10.0
"""How long a client may take to send a request, while few are being read."""

HURRIED_SECONDS = 0.3
"""The same while half of the threads read already: Coral gives up after 0.8."""

GLANCE_SECONDS = 0.02
"""How long a thread waits for the first byte of a connection. It comes with the
connection, or the poller waits for it."""

MOST_BYTES = 2 * 1024 * 1024
"""What is read ahead of a body. The application refuses a longer one unread."""


class Readers:
    """The requests that are being read, each with its end.

    :param patient: how many may be slow at once.
    """

    def __init__(self, patient: int) -> None:
        self._patient = patient
        self._lock = threading.Lock()
        self._count = 0

    def begin(self, connection: socket.socket) -> Reading:
        """Count a request that is about to be read from *connection*."""
        with self._lock:
            self._count += 1
            is_hurried = self._count > self._patient
        seconds = HURRIED_SECONDS if is_hurried else PATIENT_SECONDS
        return Reading(self, connection, seconds)

    def left(self) -> None:
        """Count one less."""
        with self._lock:
            self._count -= 1


class Reading:
    """One request that is being read; what comes too late is not read any more."""

    def __init__(
        self, readers: Readers, connection: socket.socket, seconds: float
    ) -> None:
        self._readers, self._connection = readers, connection
        self._is_over = False
        self._late = threading.Timer(seconds, self._stop)
        self._late.daemon = True
        self._late.start()

    def end(self) -> None:
        """Say that it is read. Saying so twice changes nothing."""
        if not self._is_over:
            self._is_over = True
            self._late.cancel()
            self._readers.left()

    def _stop(self) -> None:
        try:
            self._connection.shutdown(socket.SHUT_RD)
        except OSError:
            log.debug("slow_client.gone")


class PatientWorker(ThreadWorker):  # type: ignore[misc]  # The library has no types.
    """gunicorn's worker with threads, which reads as this module says."""

    def init_process(self) -> None:
        """Begin with nobody being read."""
        self._readers = Readers(patient=max(1, self.cfg.threads // 2))
        super().init_process()

    def handle(self, conn: TConn) -> Any:
        """Read and answer one request of a connection, in a thread."""
        is_new = not conn.initialized and not conn.data_ready
        if is_new and not conn.wait_for_data(GLANCE_SECONDS):
            return _DEFER
        conn.reading = self._readers.begin(conn.sock)
        try:
            return super().handle(conn)
        finally:
            conn.reading.end()

    def handle_request(self, req: Any, conn: TConn) -> Any:
        """Read the rest of a request, then have the application answer it."""
        if req.body is not None and _declared(req) <= MOST_BYTES:
            gather(req.body)
        conn.reading.end()
        return super().handle_request(req, conn)


def gather(body: Any) -> None:
    """Read a body ahead, so that whoever reads it does not wait."""
    content = body.read(MOST_BYTES)
    whole = io.BytesIO()
    whole.write(content)
    whole.write(body.buf.getvalue())
    body.buf = whole


def _declared(req: Any) -> int:
    """Return how long the body says it is; nothing where it does not say."""
    lengths = [value for name, value in req.headers if name == "CONTENT-LENGTH"]
    return int(lengths[0]) if lengths else 0
