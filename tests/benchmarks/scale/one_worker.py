"""A worker process, with a scorer that takes a fixed time for each text."""

from __future__ import annotations

import json
import resource
import sys
import threading
from collections.abc import Sequence

from moderation.event_table import open_database
from moderation.intake.assessing import prepare
from moderation.intake.worker import Worker
from moderation.scoring.base.protocol import Scores
from moderation.scoring.runtime.fixed_scorer import FixedScorer

WAITS = 0.1
"""The seconds that the scorer waits for each text."""


class WaitingScorer(FixedScorer):
    """Takes a fixed time for each text and no processor, as a distant model does."""

    def score(self, texts: Sequence[str]) -> list[Scores]:
        """Return the fixed scores after the wait."""
        threading.Event().wait(WAITS * len(texts))
        return super().score(texts)


def work(address: str) -> None:
    """Judge what waits, once a line arrives. Print how much, and the processor time."""
    database = open_database(address)
    prepare()
    with database.unit_of_work(write=False):
        print("ready", flush=True)
    sys.stdin.readline()
    begun = _cpu()
    worker, judged = Worker(database, WaitingScorer()), 0
    while size := worker.run_once():
        judged += size
    print(json.dumps({"judged": judged, "cpu": _cpu() - begun}), flush=True)


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    work(sys.argv[1])
