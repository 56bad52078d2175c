"""Keeping a claim while the classifier works, and ending a process that hangs."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import structlog
from sqlalchemy.exc import SQLAlchemyError

from auth.db.database import Database
from moderation.discussion.models import Revision
from moderation.platform import leases

log = structlog.get_logger()

HUNG = 4
"""What a process ends with whose classifier hangs; its supervisor starts another."""


def end_process() -> None:
    """End this process at once: a thread that hangs cannot be ended by itself."""
    os._exit(HUNG)


@dataclass(frozen=True)
class Watch:
    """How a batch is watched.

    :param every: seconds between two renewals of its leases.
    :param most: renewals after which its classifier counts as hanging.
    :param hung: what then happens. The claim has counted the attempt, so that the
        next worker takes the comments alone, and at last gives them up.
    """

    every: float = leases.LEASE.total_seconds() / 3
    most: int = 10
    hung: Callable[[], None] = end_process

    @contextmanager
    def over(self, database: Database, claim: leases.Claim) -> Iterator[None]:
        """Renew *claim* for as long as the block runs."""
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
            try:
                with database.unit_of_work(write=True) as work:
                    leases.renew(work.session, Revision, claim, now=work.now)
            except SQLAlchemyError as error:
                log.warning("worker.not_renewed", error=type(error).__name__)
        if not done.wait(self.every):
            log.critical("worker.hung", size=len(claim.ids))
            self.hung()
