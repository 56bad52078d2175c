"""The stored result of the check that decides whether a fast model may be used."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from moderation.scoring.base.labels import Label

MODEL = "model.onnx"
FILE = "verdict.json"
REFUSED = 3
"""The exit status of the export process if the checkpoint itself is refused."""


@dataclass(frozen=True)
class CheckResult:
    """The result of the check of a fast model against Detoxify.

    :param mean: the largest mean difference of any label.
    :param largest: the largest difference of any score.
    :param float_largest: the largest difference before the weights were quantized.
    :param is_int8: whether the weights are quantized to eight bits.
    """

    labels: list[Label]
    is_usable: bool = False
    mean: float = 1.0
    largest: float = 1.0
    float_largest: float = 1.0
    reason: str = ""
    is_int8: bool = False


def verdict_on(folder: Path) -> CheckResult:
    """Return the verdict on the fast model in *folder*.

    :raises FileNotFoundError: if there is no model yet.
    """
    kept = json.loads((folder / FILE).read_text())
    return CheckResult(**kept | {"labels": [Label(name) for name in kept["labels"]]})


def keep(folder: Path, verdict: CheckResult) -> None:
    """Write *verdict* beside the model in *folder*."""
    (folder / FILE).write_text(json.dumps(asdict(verdict)))
