"""The scorer that uses Detoxify itself, and reads texts of any length."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

# Set before the libraries are imported: a prepared checkpoint needs no network.
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

import torch
import transformers
from detoxify import Detoxify

from moderation.scoring.base.errors import CheckpointRefusedError
from moderation.scoring.base.labels import Label
from moderation.scoring.base.protocol import Scores, Span
from moderation.scoring.base.score_rows import highest, named
from moderation.scoring.base.windows import (
    BATCH_TOKENS,
    OVERLAP,
    WINDOW,
    batches,
    readable,
)
from moderation.scoring.runtime.explaining import explain
from moderation.scoring.runtime.prepared import Prepared

# Its progress bar would appear in the middle of a command's output.
transformers.utils.logging.disable_progress_bar()


class DetoxifyScorer:
    """Scores texts with a prepared checkpoint. Safe to call from many threads.

    A text longer than the model reads is scored in overlapping windows, and the
    highest score of each label counts. Batches are bounded by tokens, so memory
    stays bounded whatever the texts.

    :raises CheckpointRefusedError: if the loaded weights are not the checkpoint's.
    """

    def __init__(self, prepared: Prepared) -> None:
        self.name, self.version = prepared.name, prepared.version
        detoxify = Detoxify(
            checkpoint=str(prepared.file),
            huggingface_config_path=str(prepared.config),
        )
        _check_weights(detoxify.model, prepared)
        self.model = detoxify.model.eval()
        self._tokenizer = detoxify.tokenizer
        self.labels = [Label(name) for name in detoxify.class_names]
        # The first call configures the tokenizer, which threads must not do at once.
        self._windows("")

    def score(self, texts: Sequence[str]) -> list[Scores]:
        """Return the scores of each text, in order.

        :raises TextTooLongError: for a text of more than 100,000 characters.
        """
        found = [self._windows(readable(text)) for text in texts]
        windows = [window for each in found for window in each]
        rows: dict[int, list[float]] = {}
        for batch in batches([len(window) for window in windows], BATCH_TOKENS):
            rows.update(zip(batch, self._infer(windows, batch), strict=True))
        places = iter(range(len(windows)))
        return [
            named(self.labels, highest([rows[next(places)] for _ in each]))
            for each in found
        ]

    def explain(self, text: str) -> list[Span]:
        """Return the spans that drove each label, the strongest first."""
        return explain(self.score, text)

    def _windows(self, text: str) -> list[list[int]]:
        encoded = self._tokenizer(
            text,
            truncation=True,
            max_length=WINDOW,
            stride=OVERLAP,
            return_overflowing_tokens=True,
        )
        found: list[list[int]] = encoded["input_ids"]
        return found

    def _infer(
        self, windows: Sequence[list[int]], batch: Sequence[int]
    ) -> list[list[float]]:
        padded = self._tokenizer.pad(
            {"input_ids": [windows[place] for place in batch]}, return_tensors="pt"
        )
        with torch.inference_mode():
            logits = self.model(**padded).logits
        rows: list[list[float]] = torch.sigmoid(logits).tolist()
        return [row[: len(self.labels)] for row in rows]


def _check_weights(model: Any, prepared: Prepared) -> None:
    """Compare the loaded weights with the file: a key that did not fit is random."""
    content = torch.load(prepared.file, map_location="cpu", weights_only=True)
    loaded = model.state_dict()
    for key, value in loaded.items():
        given = content["state_dict"].get(key)
        if key.endswith("position_ids"):
            continue
        if given is None or not torch.equal(value, given):
            raise CheckpointRefusedError(f"The checkpoint does not hold {key}.")
