"""Compares the time that four worker processes take with that of one."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter

from moderation.event_table import open_database
from moderation.intake.assessing import prepare
from moderation.intake.worker import Worker
from moderation.scoring.base.protocol import Scores
from moderation.scoring.runtime.fixed_scorer import FixedScorer
from tests.benchmarks.measuring import report
from tests.benchmarks.scale.cluster import Cluster
from tests.benchmarks.scale.filling import COMMENTS, LARGE, SMALL, opened
from tests.benchmarks.scale.originals import empty, post

WAITS = 0.1
"""The seconds that the scorer waits for each text."""

TO_JUDGE = int(os.environ.get("TO_JUDGE", "640"))
MANY = 4
AIM = 3.5


class WaitingScorer(FixedScorer):
    """Takes a fixed time for each text and no processor, as a distant model does."""

    def score(self, texts: Sequence[str]) -> list[Scores]:
        """Return the fixed scores after the wait."""
        threading.Event().wait(WAITS * len(texts))
        return super().score(texts)


@dataclass(frozen=True)
class Worked:
    """What some workers needed for all texts: by the clock, and of the processor."""

    seconds: float
    cpu: float


def compare(cluster: Cluster) -> None:
    """Let one worker judge, and then four, in the small newsroom and in the large."""
    for name, words in ((SMALL, "small"), (LARGE, f"{COMMENTS:,} comments")):
        one, many = (_judged(cluster, name, count) for count in (1, MANY))
        rate = TO_JUDGE / many.seconds
        report(f"{MANY} workers, {words}, comments a second", rate, "1/s")
        report(
            f"{MANY} workers against one, {words}",
            one.seconds / many.seconds,
            "times",
            "the aim",
            AIM,
        )
        cpu = many.cpu / TO_JUDGE * 1_000
        report(f"processor time of a worker for a comment, {words}", cpu, "ms")


def _judged(cluster: Cluster, name: str, count: int) -> Worked:
    with opened(cluster, name) as town:
        empty(Worker(town.database, FixedScorer()))
        for number in range(TO_JUDGE):
            words = f"{count} workers judge text {number}."
            post(town, words, article_id=number + 1, author=number % 500)
    workers = [_started(cluster.address(name)) for _ in range(count)]
    for each in workers:
        _line(each)
    begun = perf_counter()
    for each in workers:
        assert each.stdin
        each.stdin.write("begin\n")
        each.stdin.flush()
    ends = [json.loads(_line(each)) for each in workers]
    seconds = perf_counter() - begun
    for each in workers:
        each.communicate()
    assert sum(end["judged"] for end in ends) == TO_JUDGE
    return Worked(seconds, sum(end["cpu"] for end in ends))


def _started(address: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", __name__, address],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _line(worker: subprocess.Popen[str]) -> str:
    assert worker.stdout
    return worker.stdout.readline()


def work(address: str) -> None:
    """Judge what waits, once a line arrives; this is one worker process."""
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
