"""The sentence that tells of a notification, in mail and in push messages."""

from __future__ import annotations

from auth.core.translation import LazyText, lazy_gettext
from moderation.discussion.rules import Status
from moderation.notifications.rules import NotificationKind

LONGEST_EXCERPT = 300
"""Characters of a comment that a mail shows, because mail cannot be taken back."""

_ABOUT_ANOTHER: dict[NotificationKind, LazyText] = {
    NotificationKind.REPLY: lazy_gettext("%(author)s replied to your comment"),
    NotificationKind.MENTION: lazy_gettext("%(author)s mentioned you in a comment"),
    NotificationKind.READER_WROTE: lazy_gettext("%(author)s wrote a comment"),
    NotificationKind.NEW_IN_THREAD: lazy_gettext(
        "%(author)s replied in a thread that you follow"
    ),
    NotificationKind.NEW_IN_ARTICLE: lazy_gettext(
        "%(author)s commented on an article that you follow"
    ),
}
_DECIDED: dict[Status, LazyText] = {
    Status.PUBLISHED: lazy_gettext("A moderator published your comment"),
    Status.REJECTED: lazy_gettext("A moderator did not publish your comment"),
    Status.DELETED: lazy_gettext(
        "A moderator rejected your comment, which you deleted"
    ),
}
_REVIEWED = lazy_gettext("A moderator reviewed your comment")
_ANSWERED: dict[Status, LazyText] = {
    Status.PUBLISHED: lazy_gettext(
        "A moderator decided on your appeal: your comment is published"
    ),
    Status.REJECTED: lazy_gettext(
        "A moderator decided on your appeal: your comment stays rejected"
    ),
}
_ANSWERED_OTHERWISE = lazy_gettext("A moderator decided on your appeal")
_CORRECTED = lazy_gettext("A moderator reversed the decision on your comment")
_REPORTED: dict[Status, LazyText] = {
    Status.PUBLISHED: lazy_gettext(
        "A moderator reviewed a comment that you reported: it stays"
    ),
    Status.REJECTED: lazy_gettext(
        "A moderator reviewed a comment that you reported: it is no longer shown"
    ),
    Status.DELETED: lazy_gettext(
        "A moderator reviewed a comment that you reported: it is no longer shown"
    ),
}
_REPORTED_OTHERWISE = lazy_gettext("A moderator reviewed a comment that you reported")


def sentence(kind: NotificationKind, *, author: str, status: Status) -> str:
    """Return what happened, without a full stop.

    :param author: who wrote the comment. Kinds about one's own comment and about a
        report do not show it.
    """
    if kind in _ABOUT_ANOTHER:
        return _ABOUT_ANOTHER[kind] % {"author": author}
    if kind is NotificationKind.REPORT_DECIDED:
        return str(_REPORTED.get(status, _REPORTED_OTHERWISE))
    if kind is NotificationKind.CORRECTED:
        return str(_CORRECTED)
    if kind is NotificationKind.APPEAL_ANSWERED:
        return str(_ANSWERED.get(status, _ANSWERED_OTHERWISE))
    return str(_DECIDED.get(status, _REVIEWED))


def shows_text(kind: NotificationKind) -> bool:
    """Whether a mail about this kind may show the comment's text and author."""
    return kind in _ABOUT_ANOTHER


def excerpt(text: str) -> str:
    """Return the beginning of *text* on one line, cut between two words."""
    line = " ".join(text.split())
    if len(line) <= LONGEST_EXCERPT:
        return line
    start = line[:LONGEST_EXCERPT]
    return (start.rpartition(" ")[0] or start) + " …"
