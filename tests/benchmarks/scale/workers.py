"""Compares the time that four worker processes take with that of one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from time import perf_counter
from uuid import uuid4

from moderation.intake.worker import Worker
from moderation.scoring.runtime.fixed_scorer import FixedScorer
from tests.benchmarks.measuring import report
from tests.benchmarks.scale.cluster import Cluster
from tests.benchmarks.scale.filling import COMMENTS, LARGE, SMALL, opened
from tests.benchmarks.scale.originals import empty, post

ONE_WORKER = "tests.benchmarks.scale.one_worker"
TO_JUDGE = int(os.environ.get("TO_JUDGE", "640"))
MANY = 4
AIM = 3.5


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
            words = f"{count} workers judge text {number} of {uuid4().hex}."
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
        [sys.executable, "-m", ONE_WORKER, address],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _line(worker: subprocess.Popen[str]) -> str:
    assert worker.stdout
    return worker.stdout.readline()
