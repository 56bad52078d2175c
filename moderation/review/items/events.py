"""What moderators do that other rooms follow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from moderation.discussion.rules import Status
from moderation.review.items.rules import Action


@dataclass(frozen=True)
class DecisionMade:
    """A comment was approved or rejected, and its item closed.

    :param status_before: what the comment was. One that its author had deleted stays
        deleted.
    """

    decision_id: int
    item_id: int
    comment_id: int
    action: Action
    moderator_id: int
    status_before: Status
    at: datetime


@dataclass(frozen=True)
class DecisionUndone:
    """An approval or a rejection was taken back and counts no more.

    It is recorded before the comment goes back: what the decision had answered may be
    about the same text, and then stands again first.
    """

    decision_id: int
    comment_id: int
    moderator_id: int
    at: datetime


@dataclass(frozen=True)
class ItemRevisited:
    """A moderator came back to a comment that is in the queue."""

    item_id: int
    moderator_id: int
