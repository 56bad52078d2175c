"""What an admin changes about the shadow classifier, as one frozen input."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DropShadow:
    """Delete what a shadow classifier has scored.

    :param version: of the classifier.
    """

    version: str
