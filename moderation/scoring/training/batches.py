"""Batches of rows of like length, in an order that a seed gives."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch

from moderation.scoring.training.rows import Row

LONGEST = 96
"""Tokens that training reads of a text; longer ones are rare under news."""

POOL = 50
"""Batches are cut by length from so many batches' worth of shuffled rows."""


@dataclass(frozen=True)
class Batch:
    """Padded tokens, targets, and what each target counts (none where unknown)."""

    ids: torch.Tensor
    mask: torch.Tensor
    targets: torch.Tensor
    weights: torch.Tensor


def order(lengths: Sequence[int], *, size: int, seed: int) -> list[list[int]]:
    """Return the places of rows batch by batch: shuffled, each of like lengths."""
    chance = random.Random(seed)  # noqa: S311  Reproducible by design; nothing secret hangs on it.
    places = list(range(len(lengths)))
    chance.shuffle(places)
    batches = []
    for start in range(0, len(places), size * POOL):
        pool = sorted(places[start : start + size * POOL], key=lengths.__getitem__)
        batches += [pool[at : at + size] for at in range(0, len(pool), size)]
    chance.shuffle(batches)
    return batches


def tokenize(tokenizer: Any, rows: Sequence[Row]) -> list[list[int]]:
    """Return each row's tokens, cut at :data:`LONGEST`."""
    texts = [each.text for each in rows]
    tokens: list[list[int]] = tokenizer(texts, truncation=True, max_length=LONGEST)[
        "input_ids"
    ]
    return tokens


def collate(tokens: Sequence[Sequence[int]], rows: Sequence[Row]) -> Batch:
    """Return one batch. Padding is zero, as BERT's is."""
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
    return Batch(ids, mask, targets, weights)
