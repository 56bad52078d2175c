"""Makes batches of rows of similar length, in an order that a seed determines."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch

from moderation.scoring.training.rows import TrainingRow

POOL = 50
"""Rows are shuffled, and then sorted by length within this many batches."""


@dataclass(frozen=True)
class TrainingBatch:
    """Padded tokens, targets, and the weight of each target (zero if unknown)."""

    ids: torch.Tensor
    mask: torch.Tensor
    targets: torch.Tensor
    weights: torch.Tensor


def order(lengths: Sequence[int], *, size: int, seed: int) -> list[list[int]]:
    """Return the indices of rows by batch: shuffled, with similar lengths in each."""
    rng = random.Random(seed)  # noqa: S311  Reproducible by design; nothing secret hangs on it.
    places = list(range(len(lengths)))
    rng.shuffle(places)
    batches = []
    for start in range(0, len(places), size * POOL):
        pool = sorted(places[start : start + size * POOL], key=lengths.__getitem__)
        batches += [pool[at : at + size] for at in range(0, len(pool), size)]
    rng.shuffle(batches)
    return batches


def tokenize(
    tokenizer: Any, rows: Sequence[TrainingRow], *, longest: int
) -> list[list[int]]:
    """Return the tokens of each row, at most *longest*."""
    texts = [each.text for each in rows]
    tokens: list[list[int]] = tokenizer(texts, truncation=True, max_length=longest)[
        "input_ids"
    ]
    return tokens


def collate(
    tokens: Sequence[Sequence[int]], rows: Sequence[TrainingRow]
) -> TrainingBatch:
    """Return one batch, padded with zeros as BERT expects."""
    width = max(map(len, tokens))
    ids = torch.zeros(len(tokens), width, dtype=torch.long)
    mask = torch.zeros(len(tokens), width, dtype=torch.long)
    for place, each in enumerate(tokens):
        ids[place, : len(each)] = torch.tensor(each)
        mask[place, : len(each)] = 1
    targets = torch.tensor([[value or 0.0 for value in each.targets] for each in rows])
    weights = torch.tensor(
        [[each.weight * (value is not None) for value in each.targets] for each in rows]
    )
    return TrainingBatch(ids, mask, targets, weights)
