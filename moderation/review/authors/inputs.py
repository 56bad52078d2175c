"""The inputs of changes to staff notes, one frozen dataclass for each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class WriteNote:
    """Write a note on an author that only staff read."""

    account_id: int
    text: str


@dataclass(frozen=True)
class RemoveNote:
    """Remove one's own note."""

    note_id: int
