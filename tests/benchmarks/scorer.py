"""The classifier against ``Detoxify.predict``: same weights, same texts, in one run.

``BENCH_ROWS`` may name a gzipped CSV with a column ``text`` and one for each label;
the AUC that the fast path loses is then measured on those of its rows whose text has
a sum of code points divisible by 10, which no training sees.
"""

from __future__ import annotations

import csv
import gzip
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from moderation.scoring.base import checkpoints
from moderation.scoring.base.checkpoints import BUNDLED
from moderation.scoring.base.labels import Label
from moderation.scoring.base.protocol import Scorer
from moderation.scoring.runtime.loading import load_plain, load_scorer
from moderation.scoring.runtime.prepared import Prepared, location_of
from tests.benchmarks import arithmetic
from tests.benchmarks.measuring import report

ROUNDS = 3
COUNT = 256
MOST_ROWS = 4_000
SENTENCES = (
    "The council, the ministry and the army each give another figure, and nobody "
    "who was there believes any of them. I have lived beside that border for thirty "
    "years; what you idiots write about it from your warm offices is a disgrace. "
    "Forty people died and you ask about the price of fuel."
)
ALONE = """
import sys, time
from pathlib import Path
from moderation.scoring.runtime.loading import load_scorer
load_scorer("bundled", Path(sys.argv[1])).score(["A comment of some words."])
print(time.time(), flush=True)
scorer = load_scorer("bundled", Path(sys.argv[1]))
scorer.score([sys.argv[2]] * 512)
# What getrusage says would include the process that this one was started from.
[most] = [line for line in open("/proc/self/status") if line.startswith("VmHWM")]
print(int(most.split()[1]) / 1024)
"""


def main() -> None:
    """Prepare the bundled model and measure it."""
    with TemporaryDirectory() as temporary:
        folder = Path(temporary)
        scorer = load_scorer(BUNDLED, folder)
        checkpoint = checkpoints.find(BUNDLED, folder, sha256="", report=lambda _: None)
        detoxify = _detoxify(location_of(checkpoint, folder))
        rate = _speed(scorer, detoxify)
        _share_of_peak(rate, detoxify, location_of(checkpoint, folder))
        _latency(scorer, detoxify)
        _process(folder)
        if os.environ.get("BENCH_ROWS"):
            # Detoxify knows neither unmasking nor calibration.
            plain, _ = load_plain(BUNDLED, folder)
            _accuracy(plain, detoxify, Path(os.environ["BENCH_ROWS"]))


def texts(count: int) -> list[str]:
    """Return texts of 20 to 60 words, each another."""
    words = SENTENCES.split()
    return [
        " ".join(words[(at * 7 + word) % len(words)] for word in range(20 + at % 41))
        for at in range(count)
    ]


def _detoxify(prepared: Prepared) -> Any:
    from detoxify import Detoxify  # noqa: PLC0415  Loads torch, which ours must not.

    return Detoxify(
        checkpoint=str(prepared.file), huggingface_config_path=str(prepared.config)
    )


def _speed(scorer: Scorer, detoxify: Any) -> float:
    given = texts(COUNT)
    ways: dict[str, Callable[[], object]] = {"ours": lambda: scorer.score(given)}
    for size in (1, 8, 32, 256):
        ways[f"Detoxify.predict in batches of {size}"] = _batched(detoxify, given, size)
    rates: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            begun = time.perf_counter()
            way()
            rates[name].append(COUNT / (time.perf_counter() - begun))
    ours = statistics.median(rates.pop("ours"))
    for name, found in rates.items():
        theirs = statistics.median(found)
        report("classifier, comments", ours, "a second", name, theirs)
    return ours


def _share_of_peak(rate: float, detoxify: Any, prepared: Prepared) -> None:
    """Say how near *rate* comes to what the processor can multiply in eight bits."""
    lengths = [len(detoxify.tokenizer(text)["input_ids"]) for text in texts(COUNT)]
    used = rate * arithmetic.needed(prepared.config, lengths) / COUNT / 1e9
    words = "one large product in eight bits"
    report("multiply-adds", used, "billion a second", words, arithmetic.peak() / 1e9)


def _batched(detoxify: Any, given: Sequence[str], size: int) -> Callable[[], object]:
    batches = [list(given[at : at + size]) for at in range(0, len(given), size)]
    return lambda: [detoxify.predict(batch) for batch in batches]


def _latency(scorer: Scorer, detoxify: Any) -> None:
    given = texts(200)
    ours = sorted(_times(lambda text: scorer.score([text]), given))
    theirs = sorted(_times(detoxify.predict, given))
    for name, at in (("median", 100), ("p99", 198)):
        report(f"one comment, {name}", ours[at], "ms", "Detoxify.predict", theirs[at])


def _times(act: Callable[[str], object], given: Sequence[str]) -> Iterator[float]:
    act(given[0])
    for text in given:
        begun = time.perf_counter()
        act(text)
        yield (time.perf_counter() - begun) * 1_000


def _process(folder: Path) -> None:
    begun = time.time()
    done = subprocess.run(
        [sys.executable, "-c", ALONE, str(folder), texts(1)[0]],
        capture_output=True,
        text=True,
        check=True,
    )
    ready, resident = (float(line) for line in done.stdout.split())
    report("process start to first score", ready - begun, "s", "the aim", 2.0)
    report("resident after 512 comments", resident, "MB", "the aim", 350.0)


def _accuracy(scorer: Scorer, detoxify: Any, file: Path) -> None:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        rows = list(islice(_kept_back(csv.DictReader(lines)), MOST_ROWS))
    ours = scorer.score([row["text"] for row in rows])
    theirs = [detoxify.predict(row["text"]) for row in rows]
    for label in Label:
        known = [
            (float(row[label]) >= 0.5, one[label] or 0.0, float(other[label]))
            for row, one, other in zip(rows, ours, theirs, strict=True)
            if row.get(label, "")
        ]
        truth = [each[0] for each in known]
        fast, exact = [each[1] for each in known], [each[2] for each in known]
        differences = [abs(one - other) for one, other in zip(fast, exact, strict=True)]
        report(f"{label}: mean difference", statistics.fmean(differences), "")
        report(f"{label}: largest difference", max(differences), "")
        report(f"{label}: AUC", _auc(truth, fast), "", "Detoxify", _auc(truth, exact))


def _kept_back(rows: Iterator[dict[str, str]]) -> Iterator[dict[str, str]]:
    return (row for row in rows if sum(map(ord, row["text"])) % 10 == 0)


def _auc(truth: Sequence[bool], scores: Sequence[float]) -> float:
    order = sorted(range(len(scores)), key=lambda at: scores[at])
    positives = sum(truth)
    ranks = sum(rank for rank, at in enumerate(order, 1) if truth[at])
    below = ranks - positives * (positives + 1) / 2
    return below / (positives * (len(truth) - positives))
