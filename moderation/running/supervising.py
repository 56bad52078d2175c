"""A parent process that keeps one child running and does nothing else."""

from __future__ import annotations

import os
import select
import signal
import time
import traceback
from collections.abc import Callable

import structlog

log = structlog.get_logger()

KILLED_AFTER_SECONDS = 1.8
"""How long a child may take to stop. Ctrl-C has to end within two seconds."""

FIRST_REST_SECONDS, LONGEST_REST_SECONDS = 0.1, 30.0
"""The delay before another child is started. It doubles each time a child dies
early."""

YOUNG_SECONDS = 60.0

WATCHED = (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD)


class Supervisor:
    """Runs *work* in a child process, and again whenever the child dies.

    The child has its own process group, so that Ctrl-C reaches only the parent, which
    then sends SIGTERM to the child.

    :param work: returns the child's exit code.
    """

    def __init__(self, work: Callable[[], int]) -> None:
        self._work = work
        self._child = 0
        self._heard = -1

    def run(self) -> None:
        """Keep a child running until SIGINT or SIGTERM, then end it and return."""
        self._listen()
        rest = FIRST_REST_SECONDS
        while True:
            begun = time.monotonic()
            self._child = self._start()
            if self._told_to_stop_while_it_lives():
                return
            is_young = time.monotonic() - begun < YOUNG_SECONDS
            rest = min(rest * 2, LONGEST_REST_SECONDS) if is_young else rest
            if self._told_to_stop(within=rest):
                return

    def _listen(self) -> None:
        """Make signals arrive as bytes in a pipe, so that they can be waited for."""
        self._heard, told = os.pipe()
        for end in (self._heard, told):
            os.set_blocking(end, False)
        for each in WATCHED:
            signal.signal(each, _note)
        signal.set_wakeup_fd(told, warn_on_full_buffer=False)

    def _start(self) -> int:
        process_id = os.fork()
        if process_id:
            return process_id
        code = 1
        try:
            signal.set_wakeup_fd(-1)
            for each in WATCHED:
                signal.signal(each, signal.SIG_DFL)
            os.setpgrp()
            code = self._work()
        except BaseException:  # noqa: BLE001  The child ends here whatever happened.
            traceback.print_exc()
        os._exit(code)

    def _told_to_stop_while_it_lives(self) -> bool:
        while True:
            heard = self._hear(None)
            if heard & {signal.SIGINT, signal.SIGTERM}:
                self._end_child()
                return True
            if status := self._dead():
                log.error("server.died", process_id=self._child, exit=status[0])
                return False

    def _told_to_stop(self, *, within: float) -> bool:
        return bool(self._hear(within) & {signal.SIGINT, signal.SIGTERM})

    def _end_child(self) -> None:
        os.kill(self._child, signal.SIGTERM)
        deadline = time.monotonic() + KILLED_AFTER_SECONDS
        while self._dead() is None:
            left = deadline - time.monotonic()
            if left <= 0:
                log.warning("server.killed", process_id=self._child)
                os.kill(self._child, signal.SIGKILL)
                os.waitpid(self._child, 0)
                return
            self._hear(left)

    def _dead(self) -> tuple[int] | None:
        """Return the exit code of a dead child, negative for a signal."""
        process_id, status = os.waitpid(self._child, os.WNOHANG)
        return (os.waitstatus_to_exitcode(status),) if process_id else None

    def _hear(self, seconds: float | None) -> set[int]:
        """Wait for signals, and return their numbers."""
        select.select([self._heard], [], [], seconds)
        try:
            return set(os.read(self._heard, 100))
        except BlockingIOError:
            return set()


def _note(*_: object) -> None:
    """Ignore a signal, because its number is already in the pipe."""
