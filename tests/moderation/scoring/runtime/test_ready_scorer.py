"""Nobody waits for a score that may be left out."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import pytest

from moderation.scoring.base.errors import CheckpointRefusedError
from moderation.scoring.base.protocol import Scorer, Scores
from moderation.scoring.runtime.fixed_scorer import FixedScorer
from moderation.scoring.runtime.ready_scorer import MOST_AT_ONCE, ReadyScorer

TEXTS = ["A word."]


class SlowScorer(FixedScorer):
    """Scores only when it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.begun = threading.Semaphore(0)
        self.may_end = threading.Event()

    def score(self, texts: Sequence[str]) -> list[Scores]:
        self.begun.release()
        self.may_end.wait()
        return super().score(texts)


def nothing() -> Scorer | None:
    return None


def test_the_scorer_is_loaded_once_in_the_background() -> None:
    loads = list[int]()
    is_loaded, may_load = threading.Event(), threading.Event()

    def load() -> Scorer:
        may_load.wait()
        loads.append(1)
        is_loaded.set()
        return FixedScorer()

    ready = ReadyScorer(load)
    before = [ready.score(TEXTS), ready.score(TEXTS)]
    may_load.set()
    is_loaded.wait()
    for thread in threading.enumerate():
        if thread.daemon and thread.name.endswith("(_fetch)"):
            thread.join()

    assert before == [None, None]
    assert ready.score(TEXTS) == FixedScorer().score(TEXTS)
    assert loads == [1]


def test_a_scorer_that_is_not_prepared_is_asked_for_once() -> None:
    loads = list[int]()

    def load() -> Scorer | None:
        loads.append(1)
        return None

    ready = ReadyScorer(load)

    assert [ready.score(TEXTS) for _ in range(3)] == [None] * 3
    assert len(loads) <= 1


def test_a_busy_scorer_is_left_out() -> None:
    slow, ready = SlowScorer(), ReadyScorer(nothing)
    ready.offer(slow)
    callers = [
        threading.Thread(target=ready.score, args=(TEXTS,)) for _ in range(MOST_AT_ONCE)
    ]
    for each in callers:
        each.start()
        slow.begun.acquire()

    answer = ready.score(TEXTS)

    slow.may_end.set()
    for each in callers:
        each.join()
    assert answer is None
    assert ready.score(TEXTS) is not None


@pytest.mark.filterwarnings("error")
def test_a_checkpoint_that_is_refused_is_left_out() -> None:
    def load() -> Scorer:
        raise CheckpointRefusedError("It was altered.")

    ready = ReadyScorer(load)

    assert [ready.score(TEXTS), ready.score(TEXTS)] == [None, None]
