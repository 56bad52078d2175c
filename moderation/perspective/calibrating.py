"""Maps the classifier's scores to the scale of the Perspective API.

Clients chose their thresholds on the real API's scale, where a calm comment scores near
0.1; in Detoxify it scores near 0. Each attribute has a monotone map, which belongs to
one version of one model and is not applied to others.
"""

from __future__ import annotations

import json
import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from moderation.scoring.base.labels import Label
from moderation.scoring.base.protocol import Scores
from moderation.scoring.runtime.prepared import weights

BUNDLED = Path(__file__).parent / "calibration.json"
OWN = "perspective-calibration.json"
"""The file in the instance folder that stores a newsroom's own fit."""

NEAREST = 1e-6
"""Scores closer to 0 or 1 than this have the log odds of this."""

RAW = "raw"
PERSPECTIVE = "perspective"
SCALES = (PERSPECTIVE, RAW)


@dataclass(frozen=True)
class Curve:
    """A monotone map: linear between its knots, constant beyond them."""

    inputs: Sequence[float]
    outputs: Sequence[float]

    def __call__(self, score: float) -> float:
        """Return the mapped *score*."""
        right = bisect_right(self.inputs, score)
        if right == 0:
            return self.outputs[0]
        if right == len(self.inputs):
            return self.outputs[-1]
        begin, end = self.inputs[right - 1], self.inputs[right]
        low, high = self.outputs[right - 1], self.outputs[right]
        return low + (high - low) * (score - begin) / (end - begin)


Weights = Mapping[Label, float]
"""How much each label's log odds count for an attribute. None is below zero."""


@dataclass(frozen=True)
class ScaleCalibration:
    """The map of each attribute, and the name that responses give them.

    :param weights: the labels whose mixture a curve maps; without them, it maps the
        score of the attribute's own label.
    """

    name: str = RAW
    curves: Mapping[str, Curve] = field(default_factory=dict)
    weights: Mapping[str, Weights] = field(default_factory=dict)

    def apply(self, attribute: str, label: Label, scores: Scores) -> float | None:
        """Return the mapped score, or the score of *label* if there is no map.

        :returns: ``None`` if the model lacks *label*.
        """
        own, curve = scores[label], self.curves.get(attribute)
        if own is None or curve is None:
            return own
        weights = self.weights.get(attribute)
        return curve(mixed(scores, weights) if weights else own)


def mixed(scores: Scores, weights: Weights) -> float:
    """Return the weighted log odds of *scores* as a number in 0..1.

    A label that the model lacks does not count.
    """
    odds = 0.0
    for label, weight in weights.items():
        score = scores[label]
        if score is not None:
            odds += weight * log_odds(score)
    return 1 / (1 + math.exp(-odds))


def log_odds(score: float) -> float:
    """Return the log odds of *score*, which is kept away from 0 and 1."""
    inside = min(max(score, NEAREST), 1 - NEAREST)
    return math.log(inside / (1 - inside))


def calibration_for(
    scale: str, *, model: str, version: str, instance_path: Path
) -> ScaleCalibration:
    """Return the calibration for a scale and a model; empty if none was fitted.

    A newsroom's own fit in the instance folder takes precedence over the bundled one.
    """
    if scale == RAW:
        return ScaleCalibration()
    for path in (instance_path / OWN, BUNDLED):
        if path.exists():
            found = _read(path, path.stat().st_mtime_ns)
            is_same = weights(str(found["version"])) == weights(version)
            if found["model"] == model and is_same:
                return _from_json(found)
    return ScaleCalibration()


def _from_json(content: Mapping[str, object]) -> ScaleCalibration:
    curves: dict[str, Curve] = {}
    weights: dict[str, Weights] = {}
    attributes = content["attributes"]
    if isinstance(attributes, dict):
        for name, each in attributes.items():
            curves[name] = Curve(each["inputs"], each["outputs"])
            given = each.get("weights", {})
            weights[name] = {Label(label): value for label, value in given.items()}
    return ScaleCalibration(str(content["name"]), curves, weights)


@cache
def _read(path: Path, _changed: int) -> dict[str, object]:
    found: dict[str, object] = json.loads(path.read_text())
    return found
