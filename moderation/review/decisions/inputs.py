"""What a moderator asks for: each change as one frozen input."""

from __future__ import annotations

from dataclasses import dataclass

from moderation.review.items.rules import Action, Reason
from moderation.review.queue.services.score_ranges import ScoreRange


@dataclass(frozen=True)
class Ruling:
    """What is decided, and why.

    :param reason: needed for a rejection.
    :param note: for staff alone.
    :param words: what the author reads in the statement of reasons.
    """

    action: Action
    reason: Reason | None = None
    note: str = ""
    words: str = ""

    @property
    def is_written(self) -> bool:
        """Whether the moderator typed anything that a refusal must not lose."""
        return bool(self.note.strip() or self.words.strip())

    def on(self, item_id: int, revision_id: int | None) -> DecideItem:
        """Return the same ruling on another item."""
        return DecideItem(
            self.action,
            self.reason,
            self.note,
            self.words,
            item_id=item_id,
            revision_id=revision_id,
        )


@dataclass(frozen=True, kw_only=True)
class DecideItem(Ruling):
    """Approve, reject or escalate the comment of an item.

    :param revision_id: the text that the moderator looked at.
    :param copies: item and revision of each near-duplicate to decide with it.
    """

    item_id: int
    revision_id: int | None
    copies: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, kw_only=True)
class BeginBatch(Ruling):
    """Begin to decide all that waits within a range of scores.

    :param left_out: items of the range that are not to be decided.
    """

    score_range: ScoreRange
    left_out: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RemoveComment:
    """Reject a comment that was let through or waits.

    :param reason: needed, as for every rejection.
    :param note: for staff alone.
    :param words: what the author reads in the statement of reasons.
    :param revision_id: the text that the moderator looked at.
    """

    comment_id: int
    reason: Reason | None
    note: str = ""
    words: str = ""
    revision_id: int | None = None


@dataclass(frozen=True)
class ReopenComment:
    """Put a published or rejected comment back into the queue.

    :param note: what the moderator who decides should know.
    """

    comment_id: int
    note: str = ""


@dataclass(frozen=True)
class ClaimItem:
    """Take an item for oneself for a few minutes, or renew the claim."""

    item_id: int


@dataclass(frozen=True)
class UndoDecision:
    """Take a decision back, so that its comment is what it was before."""

    decision_id: int
