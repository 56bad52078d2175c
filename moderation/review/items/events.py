"""The events of moderators' acts, to which other rooms react."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from moderation.discussion.rules import Status
from moderation.review.items.rules import Action


@dataclass(frozen=True)
class DecisionMade:
    """A comment was approved or rejected, and its item was closed.

    :param status_before: the status before the decision. A comment that its author had
        deleted stays deleted.
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
    """An approval or a rejection was undone.

    The event is recorded before the comment's status is restored, because an earlier
    decision or appeal on the same text applies again first.
    """

    decision_id: int
    comment_id: int
    moderator_id: int
    at: datetime


@dataclass(frozen=True)
class ItemRevisited:
    """A moderator returned to a comment that is in the queue."""

    item_id: int
    moderator_id: int
