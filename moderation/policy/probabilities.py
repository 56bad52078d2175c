"""Finds the labels whose scores are calibrated and so are probabilities."""

from __future__ import annotations

import json
from collections.abc import Set
from pathlib import Path
from typing import Any

from auth.core.formats import listing
from auth.core.translation import gettext as _
from moderation.policy.labels import label_words
from moderation.scoring.base.checkpoints import BUNDLED, BUNDLED_FOLDER, BUNDLED_SHA256
from moderation.scoring.base.labels import Label
from moderation.scoring.runtime.calibration import FILE

DIGITS = 12
"""Digits of a checkpoint's digest in the version of its scores."""


def in_force(classifier: str, sha256: str) -> frozenset[Label]:
    """Return the labels that the configured classifier calibrates.

    :param classifier: the setting that names the classifier. Its calibration lies
        beside its checkpoint.
    :param sha256: the setting with the digest of your own checkpoint.
    """
    fitted = _fitted(classifier, sha256)
    return frozenset(Label(name) for name in fitted.get("labels", ()))


def of_scores(classifier: str, sha256: str, version: str) -> frozenset[Label]:
    """Return the labels that are calibrated in stored scores of that *version*."""
    fitted = _fitted(classifier, sha256)
    if not fitted or f"-{fitted['sha256'][:DIGITS]}-" not in version:
        return frozenset()
    is_applied = version.endswith(f"-{fitted['name']}")
    return in_force(classifier, sha256) if is_applied else frozenset()


def said(calibrated: Set[Label]) -> str:
    """Return a sentence on what calibrated scores mean; empty if there are none."""
    if not calibrated:
        return ""
    others = set(Label) - calibrated
    if not others:
        return _(
            "A score is a probability: of 100 comments at 0.80, about 80 are what the "
            "label says."
        )
    if len(others) > len(calibrated):
        return _(
            "A score of %(labels)s is a probability: of 100 comments at 0.80, about "
            "80 are what the label says. The other labels can only be used to rank "
            "comments.",
            labels=_listed(calibrated),
        )
    return _(
        "A score is a probability: of 100 comments at 0.80, about 80 are what the "
        "label says. That of %(labels)s can only be used to rank comments.",
        labels=_listed(others),
    )


def _listed(labels: Set[Label]) -> str:
    return listing(label_words(label) for label in Label if label in labels)


def _fitted(classifier: str, sha256: str) -> dict[str, Any]:
    """Return the calibration of the configured checkpoint, if it has one."""
    is_bundled = classifier == BUNDLED
    folder = BUNDLED_FOLDER if is_bundled else Path(classifier).parent
    try:
        content = json.loads((folder / FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    digest = BUNDLED_SHA256 if is_bundled else sha256.lower()
    return content if content["sha256"] == digest else {}
