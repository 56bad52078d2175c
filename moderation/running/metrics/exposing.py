"""Writes all figures in the format of Prometheus, for one process or several.

With ``PROMETHEUS_MULTIPROC_DIR`` the processes of a WSGI server share their counters
through files in that folder.
"""

from __future__ import annotations

import os
from wsgiref.simple_server import WSGIServer

import structlog
from prometheus_client import (
    REGISTRY,
    CollectorRegistry,
    generate_latest,
    start_http_server,
)
from prometheus_client.multiprocess import MultiProcessCollector

from auth.db.database import Database
from moderation.platform.config import LOOPBACK, Config
from moderation.running.metrics.gauges import Standings

log = structlog.get_logger()

SHARED = "PROMETHEUS_MULTIPROC_DIR"


def shared() -> CollectorRegistry:
    """Return what this process counted, or all that share a folder."""
    registry = CollectorRegistry(auto_describe=False)
    if os.environ.get(SHARED):
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        registry.register(REGISTRY)
    return registry


class Exposition:
    """The figures of this process, or of all that share a folder."""

    def __init__(self, database: Database) -> None:
        self.registry = shared()
        self.registry.register(Standings(database))

    def text(self) -> bytes:
        """Return all figures."""
        return generate_latest(self.registry)

    def listen(self, port: int) -> WSGIServer:
        """Answer on a port of this machine, in a thread; return the server.

        :raises OSError: if the port is in use.
        """
        server, _thread = start_http_server(port, LOOPBACK, self.registry)
        return server


def listen(database: Database, config: Config) -> None:
    """Answer Prometheus on `METRICS_PORT`, if it is set.

    A port that is in use is logged, and the process works on: other processes of the
    same machine may have the same setting.
    """
    if not config.metrics_port:
        return
    try:
        Exposition(database).listen(config.metrics_port)
    except OSError as error:
        log.warning("metrics.not_listening", error=str(error))
