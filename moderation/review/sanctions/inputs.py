"""The inputs of changes to sanctions, one frozen dataclass for each."""

from __future__ import annotations

from dataclasses import dataclass

from moderation.review.items.rules import Reason
from moderation.review.sanctions.rules import SanctionKind


@dataclass(frozen=True, kw_only=True)
class ImposeSanction:
    """Impose a sanction on an author, or propose one.

    :param note: the staff note.
    :param words: the note to the author, which is part of the statement of reasons.
    :param days: its length in days; required for some kinds, optional for others.
    :param decision_id: the rejection that is its ground.
    :param reject_waiting: whether to reject the author's waiting comments as well.
    """

    account_id: int
    kind: SanctionKind
    reason: Reason
    note: str = ""
    words: str = ""
    days: int | None = None
    decision_id: int | None = None
    reject_waiting: bool = False


@dataclass(frozen=True)
class ConfirmSanction:
    """Confirm a proposed sanction as the second person."""

    sanction_id: int


@dataclass(frozen=True)
class LiftSanction:
    """End a sanction before its time, or drop one that was only proposed."""

    sanction_id: int


@dataclass(frozen=True)
class AcknowledgeWarning:
    """Confirm that a warning was read."""

    sanction_id: int
