"""What is asked for about sanctions: each change as one frozen input."""

from __future__ import annotations

from dataclasses import dataclass

from moderation.review.items.rules import Reason
from moderation.review.sanctions.rules import SanctionKind


@dataclass(frozen=True, kw_only=True)
class ImposeSanction:
    """Impose a sanction on an author, or propose one.

    :param note: for staff alone.
    :param words: what the author reads in the statement of reasons.
    :param days: how long it lasts; needed for some kinds, possible for others.
    :param decision_id: the rejection that it rests on.
    :param reject_waiting: whether to reject all that waits of the author, too.
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
    """Put a proposed sanction into force, as the second person."""

    sanction_id: int


@dataclass(frozen=True)
class LiftSanction:
    """End a sanction before its time, or drop one that was only proposed."""

    sanction_id: int


@dataclass(frozen=True)
class AcknowledgeWarning:
    """Confirm that one has read a warning."""

    sanction_id: int
