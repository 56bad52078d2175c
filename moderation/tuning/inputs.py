"""The inputs of changes to classifiers, frozen dataclasses."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DropShadow:
    """Delete the scores of a shadow classifier.

    :param version: the version of the classifier.
    """

    version: str


@dataclass(frozen=True)
class ChooseClassifier:
    """Choose the classifier in force.

    :param expected_number: the number of the choice that the person saw.
    :param sha256: the digest of an own classifier; empty for going back.
    """

    expected_number: int
    sha256: str = ""
