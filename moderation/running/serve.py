"""``serve``: one supervised process with web threads and the classifier's worker.

A parent process listens and supervises. Its one child serves pages with threads, and
runs the worker and the chores beside them. If the child dies, the parent starts another
one, which claims the leased rows again.
"""

from __future__ import annotations

import errno
import fcntl
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NoReturn

import structlog
from flask import Flask

from auth.db.database import EXTENSION as DATABASE
from auth.db.database import Database
from moderation.demo.newspaper import server as newspaper
from moderation.intake.assessing import prepare
from moderation.intake.classifier_names import ClassifierName
from moderation.intake.classifiers import follower_of, in_force
from moderation.intake.worker import Worker
from moderation.perspective.api import EXTENSION as PERSPECTIVE
from moderation.perspective.api import Limits
from moderation.platform import chore_runner, logs, wake_up
from moderation.platform.config import Config
from moderation.platform.errors import SettingError
from moderation.running.chores import chores_of
from moderation.running.connections import WebServer
from moderation.running.metrics import exposing as metrics
from moderation.running.supervising import Supervisor
from moderation.scoring.base.protocol import Scorer
from moderation.scoring.runtime.loading import is_prepared
from moderation.web.request import NUDGING_SCORER, SCORER, WAKE

log = structlog.get_logger()

WEB_THREADS = 8
WAITING_CONNECTIONS = 1_024

SWITCH_SECONDS = 0.000_05
"""How long one thread may run while another wants to.

With Python's own 5 ms, a request that asks the database something short then waits for
pages that others have rendered: see docs/performance.md.
"""

GRACE_SECONDS = 1.0
"""How long requests and background threads may take to finish after the signal."""

ORPHAN_LOOK_SECONDS = 1.0

LoadScorer = Callable[[], Scorer]


def serve(app: Flask, config: Config, load_scorer: LoadScorer) -> NoReturn:
    """Serve until told to stop, then end the process. Ctrl-C stops within two seconds.

    :raises SettingError: if another ``serve`` works on the same instance folder, or
        something else listens on the port.
    """
    # Every child would share the parent's open connections.
    database: Database = app.extensions[DATABASE]
    database.dispose()
    with (
        only_one(config.instance_path / "serve.lock"),
        listening_on(config.host, config.port) as listening,
    ):
        Supervisor(lambda: work(app, config, load_scorer, listening)).run()
    # Exit without cleaning up: that would take one of the two seconds that Ctrl-C may
    # take, and the system frees everything anyway.
    sys.stdout.flush()
    os._exit(0)


def work(
    app: Flask, config: Config, load_scorer: LoadScorer, listening: socket.socket
) -> int:
    """Run the child process; return its exit code."""
    sys.setswitchinterval(SWITCH_SECONDS)
    logs.watch_threads()
    logs.watch_server()
    metrics.listen(app.extensions[DATABASE], config)
    background = Background(app, config, load_scorer)
    server = WebServer(app, listening, threads=WEB_THREADS)

    def stop(*_: object) -> None:
        background.stop()
        server.stop()

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, stop)
    parent = os.getppid()
    background.start(lambda: os.getppid() == parent)
    threading.Thread(target=_stop_alone, args=(parent,), daemon=True).start()
    server.run(grace_seconds=GRACE_SECONDS)
    background.end()
    return 0


@contextmanager
def listening_on(host: str, port: int) -> Iterator[socket.socket]:
    """Listen on *port* of this machine's IP address *host*.

    :raises SettingError: if the port is in use, or the machine does not allow it.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, port))
        except OSError as error:
            raise SettingError(_why_not_listening(error, host, port)) from error
        listening.listen(WAITING_CONNECTIONS)
        yield listening


def _why_not_listening(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"PORT={port} is in use on this machine. Please choose another."
    if error.errno == errno.EADDRNOTAVAIL:
        return f"HOST={host} is not an address of this machine."
    return f"HOST={host} and PORT={port} cannot be used: {error.strerror}."


@contextmanager
def only_one(path: Path) -> Iterator[IO[str]]:
    """Hold the lock file at *path*. The system frees it however the process ends.

    :raises SettingError: if another process holds it.
    """
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise SettingError(
                "Another server works on this instance folder already."
            ) from error
        yield file


class Background:
    """The threads that work beside the web threads of one process."""

    def __init__(self, app: Flask, config: Config, load_scorer: LoadScorer) -> None:
        self._app, self._config, self._load_scorer = app, config, load_scorer
        self._database: Database = app.extensions[DATABASE]
        self._stop = threading.Event()
        self._wake = threading.Event()
        app.extensions[WAKE] = self._wake
        self._threads: list[threading.Thread] = []

    def start(self, is_alive: Callable[[], bool]) -> None:
        """Start the threads, which work while *is_alive* returns true."""
        thread = threading.Thread(target=self._classify, args=(is_alive,), daemon=True)
        thread.start()
        limits: Limits = self._app.extensions[PERSPECTIVE]
        table = [limits.quota.chore()]
        if not self._config.perspective_only:
            table += chores_of(self._database, self._config, self._stop)
            newspaper.start(self._database, self._config)
        self._threads += [thread, *chore_runner.start(table, self._stop, is_alive)]

    def stop(self) -> None:
        """Tell the threads to release their claims and end."""
        self._stop.set()
        self._wake.set()

    def end(self) -> None:
        """Wait for the threads to end, up to a limit."""
        self.stop()
        deadline = time.monotonic() + GRACE_SECONDS
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))

    def _share(self, scorer: Scorer, named: ClassifierName) -> None:
        """Let pages use the fast scorer, so that the process loads it only once."""
        folder = self._config.prepared_path
        if is_prepared(named.name, folder, sha256=named.sha256):
            self._app.extensions[NUDGING_SCORER].offer(scorer)

    def _follow(self, worker: Worker, is_alive: Callable[[], bool]) -> None:
        """Make the worker and the pages follow the choice of classifiers."""

        def use(scorer: Scorer, named: ClassifierName) -> None:
            worker.scorer = scorer
            self._app.extensions[SCORER].use(scorer)
            self._share(scorer, named)

        follower = follower_of(
            self._config,
            self._database,
            scorer=worker.scorer,
            use=use,
            use_shadow=worker.use_shadow,
        )
        chore_runner.start([follower.chore()], self._stop, is_alive)

    def _classify(self, is_alive: Callable[[], bool]) -> None:
        try:
            scorer = self._load_scorer()
        except Exception:  # Report any failure: comments must not wait unnoticed.
            log.exception("worker.no_scorer")
            os._exit(3)
        is_alone = self._config.perspective_only
        database = None if is_alone else self._database
        self._share(scorer, in_force(self._config, database))
        prepare()
        log.info("worker.ready", model=scorer.name, version=scorer.version)
        if is_alone:
            return
        wake_up.begin(self._database, self._wake, self._stop, is_alive)
        worker = Worker(
            self._database,
            scorer,
            poll_seconds=self._config.worker_poll_seconds,
            wake=self._wake,
            stop=self._stop,
        )
        self._follow(worker, is_alive)
        worker.run(is_alive)


def _stop_alone(parent: int) -> None:
    """Stop this process if its parent has died, because nobody else would stop it."""
    while os.getppid() == parent:
        threading.Event().wait(ORPHAN_LOOK_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
