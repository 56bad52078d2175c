"""The map from the classifier's scores to the scale that Perspective's users know.

A client's threshold was chosen on the real API's scale, where a calm comment stands
near 0.1; Detoxify's stands near 0. The map is monotone, one for each attribute, and
belongs to one version of one model: for another it is not applied.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from moderation.scoring.runtime.prepared import weights

BUNDLED = Path(__file__).parent / "calibration.json"
OWN = "perspective-calibration.json"
"""Name of the file in the instance folder that an own fit is kept in."""

RAW = "raw"
PERSPECTIVE = "perspective"
SCALES = (PERSPECTIVE, RAW)


@dataclass(frozen=True)
class Curve:
    """A monotone map: straight lines between knots, level beyond them."""

    inputs: Sequence[float]
    outputs: Sequence[float]

    def __call__(self, score: float) -> float:
        """Return where *score* comes to lie."""
        right = bisect_right(self.inputs, score)
        if right == 0:
            return self.outputs[0]
        if right == len(self.inputs):
            return self.outputs[-1]
        begin, end = self.inputs[right - 1], self.inputs[right]
        low, high = self.outputs[right - 1], self.outputs[right]
        return low + (high - low) * (score - begin) / (end - begin)


@dataclass(frozen=True)
class Calibration:
    """The maps in use, by attribute, and what an answer calls them."""

    name: str = RAW
    curves: Mapping[str, Curve] = field(default_factory=dict)

    def apply(self, attribute: str, score: float) -> float:
        """Return the calibrated score; as it is, where nothing was fitted."""
        curve = self.curves.get(attribute)
        return curve(score) if curve else score


def calibration_for(
    scale: str, *, model: str, version: str, instance_path: Path
) -> Calibration:
    """Return the calibration for a scale and a model, raw if none was fitted for it.

    A fit of one's own, in the instance folder, goes before the one that comes along.
    """
    if scale == RAW:
        return Calibration()
    for path in (instance_path / OWN, BUNDLED):
        if path.exists():
            found = _read(path, path.stat().st_mtime_ns)
            is_same = weights(str(found["version"])) == weights(version)
            if found["model"] == model and is_same:
                return _from_json(found)
    return Calibration()


def _from_json(content: Mapping[str, object]) -> Calibration:
    curves: dict[str, Curve] = {}
    attributes = content["attributes"]
    if isinstance(attributes, dict):
        for name, each in attributes.items():
            curves[name] = Curve(each["inputs"], each["outputs"])
    return Calibration(str(content["name"]), curves)


@cache
def _read(path: Path, _changed: int) -> dict[str, object]:
    found: dict[str, object] = json.loads(path.read_text())
    return found
