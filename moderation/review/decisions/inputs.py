"""The inputs of a moderator's changes, one frozen dataclass for each."""

from __future__ import annotations

from dataclasses import dataclass

from moderation.review.items.rules import Action, Reason
from moderation.review.queue.services.score_ranges import ScoreRange


@dataclass(frozen=True)
class Ruling:
    """An action with its reason and texts.

    :param reason: required for a rejection.
    :param note: the staff note.
    :param words: the note to the author, which is part of the statement of reasons.
    :param legal_ground: the law, if the reason is that the comment is illegal.
    """

    action: Action
    reason: Reason | None = None
    note: str = ""
    words: str = ""
    legal_ground: str = ""

    @property
    def is_written(self) -> bool:
        """Whether the moderator typed a text, which a refusal must not lose."""
        return bool(self.note.strip() or self.words.strip())

    def on(self, item_id: int, revision_id: int | None) -> DecideItem:
        """Return the same ruling on another item."""
        return DecideItem(
            self.action,
            self.reason,
            self.note,
            self.words,
            self.legal_ground,
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
    """Begin to decide all waiting items within a range of scores.

    :param left_out: items of the range that are not to be decided.
    """

    score_range: ScoreRange
    left_out: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RemoveComment:
    """Reject a comment that is published or waits.

    :param reason: required, as for every rejection.
    :param note: the staff note.
    :param words: the note to the author, which is part of the statement of reasons.
    :param legal_ground: the law, if the reason is that the comment is illegal.
    :param revision_id: the text that the moderator looked at.
    """

    comment_id: int
    reason: Reason | None
    note: str = ""
    words: str = ""
    legal_ground: str = ""
    revision_id: int | None = None


@dataclass(frozen=True)
class ReopenComment:
    """Put a published or rejected comment back into the queue.

    :param note: a staff note for the moderator who decides.
    """

    comment_id: int
    note: str = ""


@dataclass(frozen=True)
class ClaimItem:
    """Claim an item for a few minutes, or renew the claim."""

    item_id: int


@dataclass(frozen=True)
class UndoDecision:
    """Undo a decision, and restore its comment."""

    decision_id: int
