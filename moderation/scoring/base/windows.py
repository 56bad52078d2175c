"""Splits long texts into windows, and windows into batches of bounded size."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from moderation.scoring.base.errors import TextTooLongError

WINDOW = 256
"""Tokens of a window, including the two special ones. Models accept 512, but one that
was trained on comments of a paragraph finds less in a longer window."""

OVERLAP = 64
"""Tokens that adjacent windows share, so that no sentence is cut in both."""

BATCH_TOKENS = 2_048
"""Tokens of one batch, including padding."""

LONGEST = 100_000
"""The most characters of one text."""


def readable(text: str) -> str:
    """Return *text* with lone surrogates replaced, as tokenizers refuse them.

    :raises TextTooLongError: if it is longer than :data:`LONGEST`.
    """
    if len(text) > LONGEST:
        raise TextTooLongError(f"{len(text):,} characters; at most {LONGEST:,}.")
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def batches(lengths: Sequence[int], budget: int) -> Iterator[list[int]]:
    """Yield indices of *lengths* in batches, the longest texts first.

    A batch, padded to its longest text, stays within *budget* tokens. A single text
    that is longer than the budget makes a batch of its own.
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
