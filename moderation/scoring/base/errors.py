"""The errors that scoring raises."""

from __future__ import annotations


class ScoringError(Exception):
    """The classifier cannot do what was asked."""


class ScorerUnavailableError(ScoringError):
    """The classifier cannot answer now. The caller may try again later."""


class ScorerBusyError(ScorerUnavailableError):
    """Too many texts wait for the classifier, so that it would answer late."""


class TextTooLongError(ScoringError):
    """The text is longer than the classifier accepts."""


class CheckpointRefusedError(ScoringError):
    """The checkpoint is missing, incomplete or altered, and must not score texts."""
