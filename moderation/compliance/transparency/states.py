"""The states of a statement for the Transparency Database."""

from __future__ import annotations

from enum import StrEnum


class StatementState(StrEnum):
    """Whether a statement waits, was taken, or was refused and waits for a person."""

    QUEUED = "queued"
    SENT = "sent"
    PARKED = "parked"
