"""Renews a claim while the classifier works, and ends a process that hangs."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import structlog

from auth.db.database import Database
from moderation.discussion.models import Revision
from moderation.platform import leases
from moderation.platform.chore_runner import attempt

log = structlog.get_logger()

HUNG = 4
"""The exit status of a process whose classifier hangs. Its supervisor restarts it."""


def end_process() -> None:
    """End this process at once, because a single hanging thread cannot be ended."""
    os._exit(HUNG)


@dataclass(frozen=True)
class Watch:
    """Watches over a batch while it is scored.

    :param every: seconds between two renewals of its leases.
    :param most: the number of renewals after which the classifier counts as hanging.
    :param hung: called then. The claim has counted the attempt, so the next worker
        takes the comments one by one, and finally gives them up.
    """

    every: float = leases.LEASE.total_seconds() / 3
    most: int = 10
    hung: Callable[[], None] = end_process

    @contextmanager
    def over(self, database: Database, claim: leases.Claim) -> Iterator[None]:
        """Renew *claim* while the block runs."""
        done = threading.Event()
        keeping = threading.Thread(
            target=self._keep, args=(database, claim, done), daemon=True
        )
        keeping.start()
        try:
            yield
        finally:
            done.set()
            keeping.join()

    def _keep(
        self, database: Database, claim: leases.Claim, done: threading.Event
    ) -> None:
        for _ in range(self.most):
            if done.wait(self.every):
                return
            attempt("lease", lambda: _renew(database, claim))
        if not done.wait(self.every):
            log.critical("worker.hung", size=len(claim.ids))
            self.hung()


def _renew(database: Database, claim: leases.Claim) -> None:
    with database.unit_of_work(write=True) as work:
        leases.renew(work.session, Revision, claim, now=work.now)
