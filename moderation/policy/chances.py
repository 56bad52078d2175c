"""Which labels' scores are chances, and so may be told as such."""

from __future__ import annotations

import json
from pathlib import Path

from moderation.scoring.calibration import FILE
from moderation.scoring.checkpoints import BUNDLED, BUNDLED_FOLDER
from moderation.scoring.labels import Label

DIGITS = 12
"""As many of a checkpoint's digest stand in the version of its scores."""


def chances(classifier: str, version: str) -> frozenset[Label]:
    """Return the labels of which a score says how often it is right.

    :param classifier: the setting that names the classifier; what was fitted to its
        checkpoint lies beside it.
    :param version: what the scores say that they are from. It holds the beginning of
        the checkpoint's digest, and ends with the calibration that was applied.
    """
    folder = BUNDLED_FOLDER if classifier == BUNDLED else Path(classifier).parent
    try:
        content = json.loads((folder / FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return frozenset()
    digest = content["sha256"][:DIGITS]
    if f"-{digest}-" not in version or not version.endswith(f"-{content['name']}"):
        return frozenset()
    return frozenset(Label(name) for name in content["labels"])
