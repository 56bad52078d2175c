"""The types of messages, when a delivery is tried again, and what an answer means."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from http import HTTPStatus


class MessageType(StrEnum):
    """What a message tells. Each has a line in docs/guides/webhooks.md."""

    COMMENT_CREATED = "comment.created"
    COMMENT_PUBLISHED = "comment.published"
    COMMENT_EDITED = "comment.edited"
    COMMENT_HELD = "comment.held"
    COMMENT_REJECTED = "comment.rejected"
    COMMENT_RESTORED = "comment.restored"
    COMMENT_REMOVED_BY_AUTHOR = "comment.removed_by_author"
    COMMENT_ERASED = "comment.erased"
    COMMENT_FLAGGED = "comment.flagged"
    COMMENT_REPORTED = "comment.reported"
    ARTICLE_OPENED = "article.opened"
    ARTICLE_CLOSED = "article.closed"
    ARTICLE_DISCUSSION_CHANGED = "article.discussion_changed"
    READER_SUSPENDED = "reader.suspended"
    READER_BANNED = "reader.banned"
    READER_ERASED = "reader.erased"
    APPEAL_CREATED = "appeal.created"
    APPEAL_DECIDED = "appeal.decided"
    STATEMENT_ISSUED = "statement.issued"
    QUEUE_OVERDUE = "queue.overdue"
    APPEAL_OVERDUE = "appeal.overdue"
    BAN_OVERDUE = "ban.overdue"
    CLASSIFIER_UNAVAILABLE = "classifier.unavailable"
    ENDPOINT_TEST = "endpoint.test"
    """Sent by an admin to try an endpoint, whatever its filter."""


OFFERED_TYPES = tuple(each for each in MessageType if each != MessageType.ENDPOINT_TEST)
"""The types that an endpoint can choose."""


class DisabledBecause(StrEnum):
    """Why an endpoint is disabled."""

    BY_ADMIN = "by_admin"
    GONE = "gone"
    """It answered 410: it wants no more messages."""
    FAILING = "failing"
    """Nothing has arrived there for days."""


class DeliveryState(StrEnum):
    """The state of the delivery of a message to an endpoint."""

    QUEUED = "queued"
    DELIVERED = "delivered"
    FAILED = "failed"


RETRY_AFTER = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 72_000)
)
"""The waits between the tries of a delivery: ten tries within three days."""

MOST_TRIES = len(RETRY_AFTER) + 1
KEPT = timedelta(days=30)
"""How long a delivery that is settled stays in the log."""

LONGEST_QUEUED = timedelta(days=4)
"""A delivery that waits because its endpoint rests is given up after this long."""

LONGEST_FAILING = timedelta(days=5)
"""An endpoint at which nothing has arrived for this long is disabled."""

OVERLAP = timedelta(hours=24)
"""How long the former secret still signs after a rotation."""

LONGEST_PAUSE = timedelta(minutes=30)
LONGEST_RETRY_AFTER = timedelta(days=1)
FAILURES_BEFORE_PAUSE = 2
"""An endpoint rests once this many deliveries in a row have failed."""

SLOW_DOWN = frozenset(
    {
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.BAD_GATEWAY,
        HTTPStatus.SERVICE_UNAVAILABLE,
        HTTPStatus.GATEWAY_TIMEOUT,
    }
)
"""Answers that are about the endpoint, and not about one message."""


@dataclass(frozen=True)
class Answer:
    """What came back from an endpoint.

    :param status: its HTTP status; ``None`` if there was none.
    :param error: why there was no answer, in words for an admin.
    :param retry_after: how long it asks us to wait.
    """

    status: int | None = None
    error: str = ""
    retry_after: timedelta | None = None

    @property
    def is_success(self) -> bool:
        """Whether the message has arrived. A redirect is not followed."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def is_gone(self) -> bool:
        """Whether the endpoint wants no more messages."""
        return self.status == HTTPStatus.GONE

    @property
    def is_about_the_endpoint(self) -> bool:
        """Whether another message would meet the same."""
        return self.status is None or self.status in SLOW_DOWN


def wait_before_retry(tries: int, share: float) -> timedelta | None:
    """Return the wait after a failed try; ``None`` if it was the last.

    :param tries: how many have failed, this one included.
    :param share: chance, 0 to 1: up to a tenth is added, so that retries spread out.
    """
    if tries >= MOST_TRIES:
        return None
    return RETRY_AFTER[tries - 1] * (1 + share / 10)


def wait_asked(answer: Answer) -> timedelta:
    """Return how long the endpoint asks us to wait: at most a day."""
    return min(answer.retry_after or timedelta(), LONGEST_RETRY_AFTER)


def pause_after(failures: int, answer: Answer) -> timedelta:
    """Return how long an endpoint rests after so many failures in a row."""
    asked = wait_asked(answer)
    if failures < FAILURES_BEFORE_PAUSE and not answer.is_about_the_endpoint:
        return asked
    steps = min(max(failures - 1, 0), 10)
    grown = min(timedelta(seconds=5 * 2.0**steps), LONGEST_PAUSE)
    return max(asked, grown)
