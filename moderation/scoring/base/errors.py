"""What can go wrong between a text and its scores."""

from __future__ import annotations


class ScoringError(Exception):
    """The classifier cannot do what was asked."""


class ScorerUnavailableError(ScoringError):
    """The classifier cannot answer now; later it may."""


class ScorerBusyError(ScorerUnavailableError):
    """The classifier has so much to do that it would answer late."""


class TextTooLongError(ScoringError):
    """The text is longer than the classifier reads."""


class CheckpointRefusedError(ScoringError):
    """The checkpoint is not what it should be, and would score at random or worse."""
