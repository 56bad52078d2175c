"""Cutting texts to what the model reads, and batches to what memory bears."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from moderation.scoring.base.errors import TextTooLongError

WINDOW = 256
"""Tokens that are read at once, the two marks included. Models read 512, but one that
learned from comments of a paragraph finds less in a long window than in a short one."""

OVERLAP = 64
"""Tokens that neighbouring windows share, so that no sentence falls between them."""

BATCH_TOKENS = 2_048
"""Tokens of one batch, padding included."""

LONGEST = 100_000
"""Characters of one text."""


def readable(text: str) -> str:
    """Return *text* in a form that a tokenizer takes: no lone surrogates.

    :raises TextTooLongError: if it is longer than :data:`LONGEST`.
    """
    if len(text) > LONGEST:
        raise TextTooLongError(f"{len(text):,} characters; at most {LONGEST:,}.")
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def batches(lengths: Sequence[int], budget: int) -> Iterator[list[int]]:
    """Yield places of *lengths* in batches, the longest first, padded within *budget*.

    A single one longer than the budget goes alone.
    """
    order = sorted(range(len(lengths)), key=lambda place: -lengths[place])
    batch: list[int] = []
    for place in order:
        if batch and lengths[batch[0]] * (len(batch) + 1) > budget:
            yield batch
            batch = []
        batch.append(place)
    if batch:
        yield batch
