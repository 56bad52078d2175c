"""The time from storing a comment to storing its verdict, with the real classifier."""

from __future__ import annotations

import statistics
import threading
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import select

from moderation.discussion.models import Article
from moderation.intake.assessing import prepare
from moderation.intake.worker import Worker
from moderation.policy.models import Verdict
from moderation.scoring.runtime.loading import load_scorer
from tests import newsroom
from tests.benchmarks import filling
from tests.benchmarks.measuring import report

RATES = ((1, 20), (20, 200))
"""Comments per second, and the total number."""

TEXT = (
    "Number {number}: the lorries still wait at the border, and nobody says who must"
    " sign for them. I would like to know who telephones whom at such a moment."
)


def main() -> None:
    """Post at each rate on each database, and report the time of the verdicts."""
    with TemporaryDirectory() as folder:
        scorer = load_scorer("bundled", Path(folder))
        for kind in filling.KINDS:
            with filling.town(kind) as town:
                _time_verdicts(town, Worker(town.database, scorer))


def _time_verdicts(town: filling.Town, worker: Worker) -> None:
    prepare()
    thread = threading.Thread(target=worker.run)
    thread.start()
    try:
        for rate, count in RATES:
            taken = sorted(_post_all(town, worker, rate, count))
            middle, late = statistics.median(taken), taken[int(len(taken) * 0.95)]
            name = f"verdict at {rate} a second"
            report(town.named(f"{name}, median"), middle, "ms")
            report(town.named(f"{name}, p95"), late, "ms", "the aim", 300)
    finally:
        worker.stop.set()
        worker.wake.set()
        thread.join()


def _post_all(town: filling.Town, worker: Worker, rate: int, count: int) -> list[float]:
    article_id = filling.article(town, f"rate-{rate}")
    posted: dict[int, float] = {}
    begun = time.monotonic()
    for number in range(count):
        time.sleep(max(0.0, begun + number / rate - time.monotonic()))
        with town.database.unit_of_work(write=True) as work:
            author = newsroom.person(
                work.session, f"Writer {number} at {rate}", now=work.now
            )
            under = work.session.get_one(Article, article_id)
            text = TEXT.format(number=number)
            comment = newsroom.post(work.session, author, under, text, now=work.now)
            posted[comment.id] = work.now.timestamp()
            work.after_commit(worker.wake.set)
    return _until_judged(town, posted)


def _until_judged(town: filling.Town, posted: dict[int, float]) -> list[float]:
    """Return the milliseconds from each comment to its verdict."""
    while True:
        with town.database.unit_of_work(write=False) as work:
            rows = work.session.execute(
                select(Verdict.comment_id, Verdict.created_at).where(
                    Verdict.comment_id.in_(posted)
                )
            ).all()
        if len(rows) == len(posted):
            return [
                (row.created_at.timestamp() - posted[row.comment_id]) * 1_000
                for row in rows
            ]
        time.sleep(0.05)
