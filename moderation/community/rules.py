"""The targets of follows, and the kinds of notifications."""

from __future__ import annotations

from enum import StrEnum

from auth.core.translation import LazyText, lazy_gettext


class Target(StrEnum):
    """The kind of thing that a reader follows."""

    READER = "reader"
    THREAD = "thread"
    ARTICLE = "article"


class FollowAct(StrEnum):
    """The changes to what a reader follows or mutes."""

    FOLLOW = "follow"
    UNFOLLOW = "unfollow"
    MUTE = "mute"
    UNMUTE = "unmute"


class NotificationKind(StrEnum):
    """The kind of a notification."""

    REPLY = "reply"
    """Somebody replied to one's own comment."""
    READER_WROTE = "reader_wrote"
    """A followed reader commented or replied."""
    NEW_IN_THREAD = "new_in_thread"
    NEW_IN_ARTICLE = "new_in_article"
    DECIDED = "decided"
    """A moderator decided on one's own comment."""
    CORRECTED = "corrected"
    """A decision was undone after its author had read the notification."""
    REPORT_DECIDED = "report_decided"
    """A moderator decided on a comment that one had reported."""


KIND_WORDS: dict[NotificationKind, LazyText] = {
    NotificationKind.REPLY: lazy_gettext("Replies to my comments"),
    NotificationKind.READER_WROTE: lazy_gettext("Comments by readers I follow"),
    NotificationKind.NEW_IN_THREAD: lazy_gettext("New replies in threads I follow"),
    NotificationKind.NEW_IN_ARTICLE: lazy_gettext("New comments on articles I follow"),
    NotificationKind.DECIDED: lazy_gettext("Moderators' decisions on my comments"),
    NotificationKind.CORRECTED: lazy_gettext(
        "Decisions on my comments that are reversed"
    ),
    NotificationKind.REPORT_DECIDED: lazy_gettext("Outcomes of my reports"),
}
