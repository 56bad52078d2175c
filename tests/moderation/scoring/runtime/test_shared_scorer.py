"""One scorer for many threads: in turn, in batches, and never late."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from moderation.scoring.base.errors import ScorerBusyError, TextTooLongError
from moderation.scoring.base.labels import Label
from moderation.scoring.base.protocol import Scorer, Scores
from moderation.scoring.base.windows import LONGEST
from moderation.scoring.runtime.fixed_scorer import FixedScorer
from moderation.scoring.runtime.shared_scorer import SharedScorer
from tests.checkpoints import SENTENCES

PATIENCE = 10.0


class Gated(FixedScorer):
    """A scorer that works only while its gate is open, and records its calls."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = threading.Event()
        self.begun = threading.Semaphore(0)
        self.asked: list[list[str]] = []

    def score(self, texts: Sequence[str]) -> list[Scores]:
        self.asked.append(list(texts))
        self.begun.release()
        assert self.gate.wait(PATIENCE)
        return super().score(texts)


def wait_for(shared: SharedScorer, waiting: int) -> None:
    """Return when this number of windows waits."""
    pause = threading.Event()
    for _ in range(1_000):
        if shared.waiting >= waiting:
            return
        pause.wait(PATIENCE / 1_000)
    raise AssertionError(f"{shared.waiting} wait, not {waiting}")


def test_each_caller_gets_its_own_answers_in_order(scorer: Scorer) -> None:
    shared = SharedScorer(scorer)
    texts = [f"{text} {place}" for place, text in enumerate(SENTENCES)]
    expected = scorer.score(texts)

    with ThreadPoolExecutor(8) as pool:
        calls = [texts[at : at + 3] for at in range(0, len(texts), 3)]
        found = [each for answer in pool.map(shared.score, calls) for each in answer]

    for one, other in zip(found, expected, strict=True):
        assert one[Label.TOXICITY] == pytest.approx(other[Label.TOXICITY], abs=0.005)


def test_a_full_scorer_says_so_at_once() -> None:
    gated = Gated()
    shared = SharedScorer(gated, threads=1, most_waiting=4)

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(shared.score, ["one", "two", "three"])
        assert gated.begun.acquire(timeout=PATIENCE)
        with pytest.raises(ScorerBusyError):
            shared.score(["four", "five"])
        gated.gate.set()

        assert len(first.result(PATIENCE)) == 3
    assert len(shared.score(["four", "five"])) == 2


def test_a_long_text_takes_the_room_of_many() -> None:
    gated = Gated()
    shared = SharedScorer(gated, threads=1, most_waiting=16)

    with ThreadPoolExecutor(1) as pool:
        pool.submit(shared.score, ["one"])
        assert gated.begun.acquire(timeout=PATIENCE)
        with pytest.raises(ScorerBusyError):
            shared.score(["word " * 10_000])
        gated.gate.set()


def test_a_call_of_any_size_is_taken_where_nobody_waits() -> None:
    shared = SharedScorer(FixedScorer(), most_waiting=4)

    assert len(shared.score(["A comment."] * 100)) == 100


def test_one_text_does_not_wait_behind_another_callers_hundred() -> None:
    gated = Gated()
    shared = SharedScorer(gated, threads=1)

    with ThreadPoolExecutor(2) as pool:
        pool.submit(shared.score, [f"bulk {number}" for number in range(100)])
        assert gated.begun.acquire(timeout=PATIENCE)
        pool.submit(shared.score, ["single"])
        wait_for(shared, 101)
        gated.gate.set()

    assert ["single"] in gated.asked[:4]


def test_what_gathered_meanwhile_is_scored_as_one_batch() -> None:
    gated = Gated()
    shared = SharedScorer(gated, threads=1, texts_at_once=8)

    with ThreadPoolExecutor(6) as pool:
        pool.submit(shared.score, ["first"])
        assert gated.begun.acquire(timeout=PATIENCE)
        for number in range(5):
            pool.submit(shared.score, [f"text {number}"])
        wait_for(shared, 6)
        gated.gate.set()

    assert [len(texts) for texts in gated.asked] == [1, 5]


def test_a_text_that_is_too_long_harms_no_other() -> None:
    gated = Gated()
    shared = SharedScorer(gated, threads=1, texts_at_once=8)

    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(shared.score, ["A comment."])
        with pytest.raises(TextTooLongError):
            shared.score(["x" * (LONGEST + 1)])
        gated.gate.set()

        assert len(other.result(PATIENCE)) == 1


def test_an_error_reaches_its_caller_and_the_next_is_served() -> None:
    fixed = FixedScorer()
    shared = SharedScorer(fixed, threads=1)
    fixed.is_available = False
    with pytest.raises(Exception, match="switched off"):
        shared.score(["A comment.", "Another."])

    fixed.is_available = True

    assert len(shared.score(["A comment."])) == 1
