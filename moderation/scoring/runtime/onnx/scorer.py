"""The fast scorer: the same weights in ONNX Runtime, without torch.

Each call scores one window on one thread, and there are as many calling threads as
cores. So nothing is padded, memory stays bounded, and a score cannot depend on the
texts beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from moderation.scoring.base.cpu_cores import usable_cores
from moderation.scoring.base.protocol import Scores, Span
from moderation.scoring.base.score_rows import highest, named
from moderation.scoring.base.windows import OVERLAP, WINDOW, readable
from moderation.scoring.runtime.explaining import explain
from moderation.scoring.runtime.onnx.check import MODEL, verdict_on
from moderation.scoring.runtime.prepared import EIGHT_BITS, Prepared

TEXTS_AT_ONCE = 64
"""The most texts whose tokens are in memory at once, however many a call has."""

Window = list[int]


class OnnxScorer:
    """Scores texts with a checked fast model. Safe to call from many threads.

    :param folder: the folder of the fast model, if it is not the one of *prepared*
        (during the export).
    """

    def __init__(self, prepared: Prepared, folder: Path | None = None) -> None:
        folder = folder or prepared.fast
        verdict = verdict_on(folder)
        self.name, self._labels = prepared.name, verdict.labels
        self.version = prepared.version + (EIGHT_BITS if verdict.is_int8 else "")
        self._session = _session(folder / MODEL)
        self._tokenizer = Tokenizer.from_file(str(prepared.config / "tokenizer.json"))
        self._tokenizer.enable_truncation(max_length=WINDOW, stride=OVERLAP)
        self._tokenizer.no_padding()
        self._threads = ThreadPoolExecutor(usable_cores(), thread_name_prefix="scoring")

    def score(self, texts: Sequence[str]) -> list[Scores]:
        """Return the scores of each text, in order.

        :raises TextTooLongError: for a text of more than 100,000 characters.
        """
        known = [readable(text) for text in texts]
        scores: list[Scores] = []
        for start in range(0, len(known), TEXTS_AT_ONCE):
            scores += self._some(known[start : start + TEXTS_AT_ONCE])
        return scores

    def explain(self, text: str) -> list[Span]:
        """Return the spans that drove each label, the strongest first."""
        return explain(self.score, text)

    def _some(self, texts: Sequence[str]) -> list[Scores]:
        found = list(self._threads.map(self._windows, texts))
        windows = [window for each in found for window in each]
        # The longest go first, so that no thread is alone with a long one at the end.
        order = sorted(range(len(windows)), key=lambda at: -len(windows[at]))
        rows = self._threads.map(self._infer, [windows[at] for at in order])
        by_place = dict(zip(order, rows, strict=True))
        remaining = iter(range(len(windows)))
        return [
            named(self._labels, highest([by_place[next(remaining)] for _ in each]))
            for each in found
        ]

    def _windows(self, text: str) -> list[Window]:
        encoded = self._tokenizer.encode(text)
        return [encoded.ids, *(each.ids for each in encoded.overflowing)]

    def _infer(self, window: Window) -> list[float]:
        given = {"input_ids": np.asarray([window], dtype=np.int64)}
        [scores] = self._session.run(["scores"], given)
        row: list[float] = scores[0].tolist()
        return row[: len(self._labels)]


def _session(file: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(
        str(file), options, providers=["CPUExecutionProvider"]
    )
