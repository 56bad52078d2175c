"""The rules of notices: their kinds, their outcomes, and how comments are named."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from auth.core.translation import LazyText, lazy_gettext
from moderation.review.items.rules import Action, Reason

LEAST_EXPLANATION = 20
LONGEST_EXPLANATION = 5_000
LONGEST_LAW = 500
LONGEST_NAME = 200
LONGEST_GREETED = 60
MOST_COMMENTS = 20
"""The most comments that one notice names."""

COMPLAINT_OPEN = timedelta(days=183)
"""Six months and a day: Art. 20(2) of the Digital Services Act requires six months."""

NETWORK_KEPT = timedelta(days=30)
"""How long the network of a notice stays recognizable."""

WARNED_FOR = timedelta(days=365)
"""How long a warning allows a suspension (Article 23(2) requires a warning first)."""

_MORE_THAN_NAME = re.compile(r"[/:@\\<>]|\w\.\w|\n")
_COMMENT = re.compile(r"(?:/comments/|#comment-)(\d{1,18})\b")


class NoticeKind(StrEnum):
    """What kind of illegal content a notice is about."""

    HATE = "hate"
    DEFAMATION = "defamation"
    THREAT = "threat"
    HARASSMENT = "harassment"
    TERRORISM = "terrorism"
    CHILD_ABUSE = "child_abuse"
    PERSONAL_DATA = "personal_data"
    COPYRIGHT = "copyright"
    FRAUD = "fraud"
    OTHER = "other"


KIND_WORDS: dict[NoticeKind, LazyText] = {
    NoticeKind.HATE: lazy_gettext("Hate speech or incitement to hatred"),
    NoticeKind.DEFAMATION: lazy_gettext("Defamation or insult"),
    NoticeKind.THREAT: lazy_gettext("A threat, or a call for violence"),
    NoticeKind.HARASSMENT: lazy_gettext("Harassment or stalking"),
    NoticeKind.TERRORISM: lazy_gettext("Terrorist content"),
    NoticeKind.CHILD_ABUSE: lazy_gettext("Sexual abuse of children"),
    NoticeKind.PERSONAL_DATA: lazy_gettext("Private data about a person"),
    NoticeKind.COPYRIGHT: lazy_gettext("Copyright or another property right"),
    NoticeKind.FRAUD: lazy_gettext("Fraud"),
    NoticeKind.OTHER: lazy_gettext("Something else that is illegal"),
}

ANONYMOUS = frozenset({NoticeKind.CHILD_ABUSE})
"""The kinds that need neither a name nor an address (Article 16(2)(c))."""


class NoticeOutcome(StrEnum):
    """What became of one comment of a notice."""

    ILLEGAL = "illegal"
    BREAKS_RULES = "breaks_rules"
    NO_ACTION = "no_action"
    GONE = "gone"
    """The comment was erased before anybody decided."""


OUTCOME_WORDS: dict[NoticeOutcome, LazyText] = {
    NoticeOutcome.ILLEGAL: lazy_gettext("We removed it because it is illegal."),
    NoticeOutcome.BREAKS_RULES: lazy_gettext(
        "We removed it because it breaks the house rules."
    ),
    NoticeOutcome.NO_ACTION: lazy_gettext(
        "We found neither illegal content nor a breach of the house rules. It stays."
    ),
    NoticeOutcome.GONE: lazy_gettext("Its author had deleted it."),
}


class MisuseAct(StrEnum):
    """What staff do about a notifier who often sends unfounded notices."""

    WARN = "warn"
    SUSPEND = "suspend"
    LIFT = "lift"


def kind_words(kind: str) -> str:
    """Return the kind of a notice in words."""
    return str(KIND_WORDS[NoticeKind(kind)])


def greeted(name: str) -> str:
    """Return the name with which a mail greets; empty if it is more than a name.

    Anybody can send a notice in the name of any address. So the mail to it must not
    carry a stranger's message or a link.
    """
    return "" if len(name) > LONGEST_GREETED or _MORE_THAN_NAME.search(name) else name


def outcome_of(action: Action, reason: Reason | None) -> NoticeOutcome:
    """Return the outcome of a decision for the comment of a notice."""
    if action is not Action.REJECT:
        return NoticeOutcome.NO_ACTION
    is_illegal = reason is Reason.ILLEGAL
    return NoticeOutcome.ILLEGAL if is_illegal else NoticeOutcome.BREAKS_RULES


def comments_in(lines: Iterable[str]) -> tuple[list[int], list[str]]:
    """Return the comments that *lines* name, and the lines that name none.

    A line is the address of a comment, or of an article with ``#comment-7`` at its end.
    """
    found, wrong = list[int](), list[str]()
    for line in filter(None, map(str.strip, lines)):
        match = _COMMENT.search(line)
        if match is None:
            wrong.append(line)
        elif int(match[1]) not in found:
            found.append(int(match[1]))
    return found, wrong


def may_complain(decided_at: datetime, *, now: datetime) -> bool:
    """Whether it is early enough to complain about a decision made at that time."""
    return now - decided_at <= COMPLAINT_OPEN
