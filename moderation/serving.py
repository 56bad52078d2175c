"""``serve``: one supervised process with web threads and the classifier's worker.

gunicorn's master supervises; its one child serves the pages from threads and runs
the worker and the sender of mail beside them. If the child dies, the master starts
another, and what it had leased is claimed again.
"""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import structlog
from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from auth.database import EXTENSION as DATABASE
from auth.database import Database
from moderation import chores, logs, waking
from moderation.config import LOOPBACK, Config
from moderation.edge import WAKE
from moderation.errors import SettingError
from moderation.intake.assessing import prepare
from moderation.intake.loading import shadow_of
from moderation.intake.worker import Worker
from moderation.perspective.api import EXTENSION as PERSPECTIVE
from moderation.perspective.api import Limits
from moderation.scoring.protocol import Scorer
from moderation.slow_clients import PatientWorker

log = structlog.get_logger()

WEB_THREADS = 8
GRACE_SECONDS = 1

LoadScorer = Callable[[], Scorer]


class Server(BaseApplication):  # type: ignore[misc]  # The library has no types.
    """gunicorn, configured here and nowhere else."""

    def __init__(self, app: Flask, options: dict[str, Any]) -> None:
        self._app, self._options = app, options
        super().__init__()

    def load_config(self) -> None:
        """Hand gunicorn its settings."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Hand gunicorn the application."""
        return self._app


class ServerLog(Logger):  # type: ignore[misc]  # The library has no types.
    """gunicorn's log, without the secrets that a refused request's path may hold."""

    def setup(self, cfg: Any) -> None:
        """Set up as gunicorn does, and redact what comes of it."""
        super().setup(cfg)
        for handler in (*self.error_log.handlers, *self.access_log.handlers):
            usual = handler.formatter
            handler.setFormatter(logs.RedactingFormatter(usual._fmt, usual.datefmt))  # noqa: SLF001  A formatter has no other way to tell its format.


def serve(app: Flask, config: Config, load_scorer: LoadScorer) -> None:
    """Serve until told to stop. Ctrl-C stops within two seconds.

    :raises SettingError: if another ``serve`` works on the same instance folder.
    """
    with only_one(config.instance_path / "serve.lock"):
        Server(app, _options(app, config, load_scorer)).run()


@contextmanager
def only_one(path: Path) -> Iterator[IO[str]]:
    """Hold the lock file at *path*; the system frees it however the process ends.

    :raises SettingError: if somebody else holds it.
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
        """Begin to work for as long as *is_alive* says."""
        thread = threading.Thread(target=self._classify, args=(is_alive,), daemon=True)
        thread.start()
        more = []
        if not self._config.perspective_only:
            more = chores.begin(self._database, self._config, self._stop, is_alive)
        limits: Limits = self._app.extensions[PERSPECTIVE]
        writing = threading.Thread(
            target=limits.quota.keep_writing, args=(self._stop,), daemon=True
        )
        writing.start()
        self._threads += [thread, writing, *more]

    def end(self) -> None:
        """Have the threads give back what they hold, and wait for them."""
        self._stop.set()
        self._wake.set()
        for thread in self._threads:
            thread.join(GRACE_SECONDS)

    def _classify(self, is_alive: Callable[[], bool]) -> None:
        try:
            scorer = self._load_scorer()
        except (
            Exception
        ):  # Whatever keeps the model from loading, comments must not wait unseen.
            log.exception("worker.no_scorer")
            os._exit(3)
        prepare()
        log.info("worker.ready", model=scorer.name, version=scorer.version)
        if self._config.perspective_only:
            return
        waking.begin(self._database, self._wake, self._stop, is_alive)
        shadow = shadow_of(self._config, self._database)
        if shadow:
            shadow.begin()
        Worker(
            self._database,
            scorer,
            poll_seconds=self._config.worker_poll_seconds,
            wake=self._wake,
            stop=self._stop,
            shadow=shadow,
        ).run(is_alive)


def _options(app: Flask, config: Config, load_scorer: LoadScorer) -> dict[str, Any]:
    running: dict[str, Background] = {}

    def post_fork(_server: Any, _worker: Any) -> None:
        # Ctrl-C then reaches the master alone, which stops its child in good order;
        # otherwise the child is signalled twice and may hang.
        os.setpgrp()

    def post_worker_init(worker: Any) -> None:
        logs.watch_threads()
        running["background"] = Background(app, config, load_scorer)
        running["background"].start(lambda: bool(worker.alive))

    def worker_exit(_server: Any, _worker: Any) -> None:
        if "background" in running:
            running["background"].end()

    return {
        "bind": f"{LOOPBACK}:{config.port}",
        "workers": 1,
        "worker_class": PatientWorker,
        "threads": WEB_THREADS,
        "graceful_timeout": GRACE_SECONDS,
        "control_socket_disable": True,
        "loglevel": "warning",
        "logger_class": ServerLog,
        "post_fork": post_fork,
        "post_worker_init": post_worker_init,
        "worker_exit": worker_exit,
    }
