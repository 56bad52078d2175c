"""The kinds of notifications, and the ways in which a reader can get each of them."""

from __future__ import annotations

from enum import StrEnum

from auth.core.translation import LazyText, lazy_gettext


class NotificationKind(StrEnum):
    """The kind of a notification."""

    REPLY = "reply"
    """Somebody replied to the reader's comment."""
    MENTION = "mention"
    """Somebody named the reader in a comment."""
    READER_WROTE = "reader_wrote"
    """A followed reader commented or replied."""
    NEW_IN_THREAD = "new_in_thread"
    NEW_IN_ARTICLE = "new_in_article"
    DECIDED = "decided"
    """A moderator decided on the reader's comment."""
    CORRECTED = "corrected"
    """A decision was undone after its author had read the notification."""
    APPEAL_ANSWERED = "appeal_answered"
    """A moderator answered an appeal against a decision on the reader's comment."""
    REPORT_DECIDED = "report_decided"
    """A moderator decided on a comment that one had reported."""


class Way(StrEnum):
    """How a reader gets the notifications of one kind."""

    OFF = "off"
    """Not at all."""
    PAGE = "page"
    """On the page of notifications, where every other way shows them too."""
    DIGEST = "digest"
    AT_ONCE = "at_once"
    """By mail at once."""


class Rhythm(StrEnum):
    """How often a reader gets the digest."""

    DAILY = "daily"
    WEEKLY = "weekly"


DEFAULT_WAYS: dict[NotificationKind, Way] = {
    NotificationKind.REPLY: Way.AT_ONCE,
    NotificationKind.MENTION: Way.AT_ONCE,
    NotificationKind.READER_WROTE: Way.DIGEST,
    NotificationKind.NEW_IN_THREAD: Way.DIGEST,
    NotificationKind.NEW_IN_ARTICLE: Way.DIGEST,
    NotificationKind.DECIDED: Way.AT_ONCE,
    NotificationKind.CORRECTED: Way.AT_ONCE,
    NotificationKind.APPEAL_ANSWERED: Way.AT_ONCE,
    NotificationKind.REPORT_DECIDED: Way.DIGEST,
}
"""What a reader gets who has chosen nothing."""

PUSHED_BY_DEFAULT = frozenset(
    kind for kind, way in DEFAULT_WAYS.items() if way is Way.AT_ONCE
)

OF_ONES_OWN = frozenset(
    {
        NotificationKind.DECIDED,
        NotificationKind.CORRECTED,
        NotificationKind.APPEAL_ANSWERED,
    }
)
"""Kinds about the reader's own comment, which are shown whatever its status."""

ABOUT_A_DECISION = (NotificationKind.DECIDED, NotificationKind.APPEAL_ANSWERED)
"""Kinds that tell an author what a moderator decided."""

OF_FOLLOWS = (
    NotificationKind.READER_WROTE,
    NotificationKind.NEW_IN_THREAD,
    NotificationKind.NEW_IN_ARTICLE,
)
"""Kinds about what a reader follows."""

KIND_WORDS: dict[NotificationKind, LazyText] = {
    NotificationKind.REPLY: lazy_gettext("Replies to my comments"),
    NotificationKind.MENTION: lazy_gettext("Comments that mention me"),
    NotificationKind.READER_WROTE: lazy_gettext("Comments by readers I follow"),
    NotificationKind.NEW_IN_THREAD: lazy_gettext("New replies in threads I follow"),
    NotificationKind.NEW_IN_ARTICLE: lazy_gettext("New comments on articles I follow"),
    NotificationKind.DECIDED: lazy_gettext("Moderators' decisions on my comments"),
    NotificationKind.CORRECTED: lazy_gettext(
        "Decisions on my comments that are reversed"
    ),
    NotificationKind.APPEAL_ANSWERED: lazy_gettext("Answers to my appeals"),
    NotificationKind.REPORT_DECIDED: lazy_gettext("Outcomes of my reports"),
}

WAY_WORDS: dict[Way, LazyText] = {
    Way.OFF: lazy_gettext("Off"),
    Way.PAGE: lazy_gettext("On this site only"),
    Way.DIGEST: lazy_gettext("In the digest"),
    Way.AT_ONCE: lazy_gettext("By mail at once"),
}

RHYTHM_WORDS: dict[Rhythm, LazyText] = {
    Rhythm.DAILY: lazy_gettext("Every day"),
    Rhythm.WEEKLY: lazy_gettext("Every week"),
}


class Trouble(StrEnum):
    """What staff are told of."""

    QUEUE = "queue"
    """The oldest item of the queue has waited too long."""
    APPEAL = "appeal"
    BAN = "ban"
    """A proposed ban waits for a second person."""
    CLASSIFIER = "classifier"
    """Texts wait that the classifier does not score."""
