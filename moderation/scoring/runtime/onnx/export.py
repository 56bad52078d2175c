"""Exports the fast model once from the same weights, and checks it.

Runs in a separate process (``python -m``), so that only this one imports torch. The
serving process needs only the result.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import warnings
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from moderation.scoring.base.checkpoints import Checkpoint
from moderation.scoring.base.errors import CheckpointRefusedError
from moderation.scoring.base.labels import Label
from moderation.scoring.base.protocol import Scorer
from moderation.scoring.runtime.detoxify_scorer import DetoxifyScorer
from moderation.scoring.runtime.onnx.check import MODEL, REFUSED, CheckResult, keep
from moderation.scoring.runtime.onnx.check_texts import TEXTS
from moderation.scoring.runtime.onnx.scorer import OnnxScorer
from moderation.scoring.runtime.onnx.single_text_encoder import FAMILY, SingleTextModel
from moderation.scoring.runtime.prepared import Prepared
from moderation.scoring.runtime.preparing import prepare

MOST_MEAN = 0.002
MOST_LARGEST = 0.01
"""The largest allowed differences from Detoxify: the mean of a label, and any score."""

MOST_MEAN_INT8 = 0.02
MOST_LARGEST_INT8 = 0.25
"""The same for weights of eight bits. docs/performance.md has the gain in speed."""

OPSET = 17


class Scoring(torch.nn.Module):  # type: ignore[misc]  # Its types are not read.
    """Any model, from token ids to scores, for one text without padding."""

    def __init__(self, model: Any) -> None:
        super().__init__()
        self.model = model

    def forward(self, input_ids: torch.Tensor) -> torch.Tensor:
        """Return a row of scores."""
        logits: torch.Tensor = self.model(input_ids=input_ids).logits
        return torch.sigmoid(logits)


def make(prepared: Prepared) -> None:
    """Write the fast model of *prepared* and the result of its check, unless it exists.

    If the export fails or the scores differ from Detoxify's, the result says so, and
    Detoxify itself is used.
    """
    if prepared.fast.exists():
        return
    detoxify = DetoxifyScorer(prepared)
    work = Path(tempfile.mkdtemp(dir=prepared.folder))
    try:
        keep(work, _made(detoxify, prepared, work))
        work.rename(prepared.fast)
    except OSError:
        # Another process was faster, and its result is the same.
        if not prepared.fast.exists():
            raise
    finally:
        shutil.rmtree(work, ignore_errors=True)


def compare(one: Scorer, other: Scorer) -> tuple[float, float]:
    """Return the largest mean difference of any label, and that of any score."""
    pairs = list(zip(one.score(TEXTS), other.score(TEXTS), strict=True))
    differences = {
        label: [abs((a[label] or 0.0) - (b[label] or 0.0)) for a, b in pairs]
        for label in Label
    }
    means = [sum(each) / len(each) for each in differences.values()]
    return max(means), max(max(each) for each in differences.values())


def _quantized(work: Path) -> Path:
    """Write the model with eight-bit weights and one scale for each channel."""
    target = work / "int8.onnx"
    quantize_dynamic(
        work / MODEL,
        target,
        per_channel=True,
        weight_type=QuantType.QInt8,
        op_types_to_quantize=["MatMul", "Gemm"],
        extra_options={"MatMulConstBOnly": True},
    )
    return target


def main() -> int:
    """Prepare the checkpoint described on standard input, and its fast model."""
    asked = json.load(sys.stdin)
    config = asked["config"] and Path(asked["config"])
    file = Path(asked["file"])
    checkpoint = Checkpoint(asked["name"], file, asked["sha256"], config)
    try:
        make(prepare(checkpoint, Path(asked["folder"]), lambda _: None))
    except CheckpointRefusedError as error:
        sys.stdout.write(f"{error}\n")
        return REFUSED
    return 0


def _made(detoxify: DetoxifyScorer, prepared: Prepared, work: Path) -> CheckResult:
    labels = detoxify.labels
    try:
        _export(detoxify.model, work / MODEL)
        keep(work, CheckResult(labels))
        mean, largest = compare(detoxify, OnnxScorer(prepared, work))
    except Exception as error:  # noqa: BLE001  Whatever fails, Detoxify serves instead.
        return CheckResult(labels, reason=f"{type(error).__name__}: {error}")
    is_usable = mean <= MOST_MEAN and largest <= MOST_LARGEST
    verdict = CheckResult(labels, is_usable, mean, largest, float_largest=largest)
    return _made_smaller(detoxify, prepared, work, verdict) if is_usable else verdict


def _made_smaller(
    detoxify: DetoxifyScorer, prepared: Prepared, work: Path, exact: CheckResult
) -> CheckResult:
    """Replace the exact model by the eight-bit one if its scores are close enough."""
    smaller, kept = _quantized(work), work / "float.onnx"
    (work / MODEL).rename(kept)
    smaller.rename(work / MODEL)
    mean, largest = compare(detoxify, OnnxScorer(prepared, work))
    if mean <= MOST_MEAN_INT8 and largest <= MOST_LARGEST_INT8:
        kept.unlink()
        return replace(exact, mean=mean, largest=largest, is_int8=True)
    kept.rename(work / MODEL)
    return exact


def _export(model: Any, file: Path) -> None:
    example = torch.ones((1, 16), dtype=torch.int64)
    scoring = SingleTextModel(model) if isinstance(model, FAMILY) else Scoring(model)
    with warnings.catch_warnings(), torch.inference_mode():
        # The tracing exporter warns of its age, and of shapes that the check covers.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            scoring.eval(),
            (example,),
            str(file),
            input_names=["input_ids"],
            output_names=["scores"],
            dynamic_axes={"input_ids": {1: "length"}},
            opset_version=OPSET,
            dynamo=False,
        )


if __name__ == "__main__":
    sys.exit(main())
