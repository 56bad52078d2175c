"""The input of a change to the shadow classifier, a frozen dataclass."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DropShadow:
    """Delete the scores of a shadow classifier.

    :param version: the version of the classifier.
    """

    version: str
