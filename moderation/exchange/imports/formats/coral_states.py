"""The states of comments in Coral."""

from __future__ import annotations

from moderation.exchange.imports.formats.records import ImportedState

STATES = {
    "NONE": ImportedState.PUBLISHED,
    "APPROVED": ImportedState.APPROVED,
    "REJECTED": ImportedState.REJECTED,
    "PREMOD": ImportedState.PENDING,
    "SYSTEM_WITHHELD": ImportedState.PENDING,
}


def state_of(status: str) -> ImportedState:
    """Return the state of a comment. One that is not known waits for a person."""
    return STATES.get(status.strip().upper(), ImportedState.PENDING)
