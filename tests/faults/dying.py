"""A worker in a separate process that a comment kills."""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from multiprocessing import get_context

from moderation.event_table import open_database
from moderation.intake.worker import Worker
from moderation.scoring.base.protocol import Scores
from moderation.scoring.runtime.fixed_scorer import FixedScorer


class Deadly(FixedScorer):
    """A classifier whose process dies when it reads one text."""

    def score(self, texts: Sequence[str]) -> list[Scores]:
        """Score *texts*, if none is poison."""
        if any("poison" in text for text in texts):
            os.kill(os.getpid(), signal.SIGKILL)
        return super().score(texts)


def work(url: str) -> None:
    """Score everything that waits in the database at *url*."""
    worker = Worker(open_database(url), Deadly())
    while worker.run_once():
        pass


def died_at_work(url: str) -> bool:
    """Run a worker until nothing waits; return whether it was killed.

    :raises TimeoutError: if it is neither done nor dead after two minutes.
    """
    process = get_context("spawn").Process(target=work, args=(url,))
    process.start()
    process.join(120)
    if process.exitcode is None:
        process.kill()
        raise TimeoutError("The worker did not come to an end.")
    return process.exitcode == -signal.SIGKILL
