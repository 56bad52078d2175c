"""What a moderator asks for: each change to a comment as one frozen input."""

from __future__ import annotations

from dataclasses import dataclass

from moderation.review.items.rules import Action, Reason


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
    """

    item_id: int
    revision_id: int | None


@dataclass(frozen=True)
class UndoDecision:
    """Take a decision back, so that its comment is what it was before."""

    decision_id: int
