"""The fast classifier: the same weights under ONNX Runtime, without torch.

One window a call, one thread a call, as many calling threads as cores: nothing is
padded, memory stays bounded, and a score cannot depend on its neighbours.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from moderation.scoring.base.cpu_cores import cores
from moderation.scoring.base.protocol import Scores, Span
from moderation.scoring.base.score_rows import highest, named
from moderation.scoring.base.windows import OVERLAP, WINDOW, readable
from moderation.scoring.runtime.explaining import explain
from moderation.scoring.runtime.onnx_check import MODEL, verdict_on
from moderation.scoring.runtime.prepared import EIGHT_BITS, Prepared

TEXTS_AT_ONCE = 64
"""Texts whose tokens are in memory together, whatever the call's size."""

Window = list[int]


class OnnxScorer:
    """Scores texts with a fast model that was checked. Safe from many threads.

    :param folder: of the fast model; another than *prepared* names while it is made.
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
        self._threads = ThreadPoolExecutor(cores(), thread_name_prefix="scoring")

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
        """Return what in the text drove each label, the strongest first."""
        return explain(self.score, text)

    def _some(self, texts: Sequence[str]) -> list[Scores]:
        found = list(self._threads.map(self._windows, texts))
        windows = [window for each in found for window in each]
        # The longest go first, so that no thread is left alone with one at the end.
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
