"""A folder of training data in the real format, with rows made for the test."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Sequence
from pathlib import Path

from moderation.scoring.base.labels import Label

CIVIL = (
    "text", "toxicity", "severe_toxicity", "obscene", "identity_attack", "insult",
    "threat", "sexual_explicit", "in_toxic_spans", "ts_insult", "ts_threat",
    "ts_identity_attack", "ts_obscene", "ts_nottoxic",
)  # fmt: skip


def civil_raw(text: str, **known: str) -> dict[str, str]:
    """Return a raw Civil Comments row with only the given values."""
    return dict.fromkeys(CIVIL, "") | {"text": text, "in_toxic_spans": "0"} | known


def trained(text: str) -> str:
    """Return *text*, padded so that training may use it."""
    while sum(map(ord, text)) % 10 == 0:
        text += "."
    return text


def kept_back(text: str) -> str:
    """Return *text*, padded so that it is held out."""
    while sum(map(ord, text)) % 10:
        text += "!"
    return text


def write(folder: Path, name: str, rows: Sequence[dict[str, str]]) -> None:
    """Write *rows* to *name* in *folder*, compressed, with a header."""
    with gzip.open(folder / name, "wt", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def judged_raw(text: str, *, measure: str, **known: str) -> dict[str, str]:
    """Return a judged row with only the given labels above zero."""
    labels = dict.fromkeys((label.value for label in Label), "0.0")
    fixed = {"civil_row": "1", "text": text, "measure": measure, "near_natural": "0"}
    return fixed | labels | known


def contrast_raw(kind: str, number: int, codes: str, text: str) -> dict[str, str]:
    """Return a line of a contrast set."""
    return {"kind": kind, "set": str(number), "codes": codes, "text": text}
