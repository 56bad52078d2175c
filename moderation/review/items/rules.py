"""The actions of moderators, and the reasons that they and readers choose."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from auth.core.translation import LazyText, lazy_gettext
from moderation.discussion.rules import Status
from moderation.scoring.base.labels import Label

CLAIM_LEASE = timedelta(minutes=5)
"""How long a claim lasts. It is renewed while the card is open."""

SEEN_FOR = timedelta(seconds=45)
"""How long a moderator counts as present after their page's last report."""

SKIPPED_FOR = timedelta(hours=4)
"""How long a skipped item is not assigned to the moderator again."""

VIOLENT = frozenset({Label.THREAT.value, Label.SEVERE_TOXICITY.value})
"""The labels whose comments a moderator can have covered."""

UNDO_OFFERED = timedelta(minutes=30)
"""How long the queue page offers to undo a decision."""


NOTE_LENGTH = 1_000
"""The most characters of a staff note, and of a note to the author."""

LAW_LENGTH = 500
"""The most characters of the law that a decision names."""


class Action(StrEnum):
    """What a moderator decides."""

    APPROVE = "approve"
    REJECT = "reject"
    ESCALATE = "escalate"


class Reason(StrEnum):
    """The reasons for rejecting a comment, from which a moderator chooses."""

    HATE = "hate"
    THREAT = "threat"
    INSULT = "insult"
    OBSCENE = "obscene"
    GLORIFIES_VIOLENCE = "glorifies_violence"
    MISINFORMATION = "misinformation"
    OFF_TOPIC = "off_topic"
    SPAM = "spam"
    PERSONAL_DATA = "personal_data"
    OTHER = "other"
    ILLEGAL = "illegal"
    """It is against a law, which the decision names."""


REASON_WORDS: dict[Reason, LazyText] = {
    Reason.HATE: lazy_gettext("Attacks people for who they are"),
    Reason.THREAT: lazy_gettext("Threatens someone"),
    Reason.INSULT: lazy_gettext("Insults someone"),
    Reason.OBSCENE: lazy_gettext("Obscene or sexual language"),
    Reason.GLORIFIES_VIOLENCE: lazy_gettext("Celebrates violence or death"),
    Reason.MISINFORMATION: lazy_gettext("States something known to be false"),
    Reason.OFF_TOPIC: lazy_gettext("Has nothing to do with the article"),
    Reason.SPAM: lazy_gettext("Advertising or spam"),
    Reason.PERSONAL_DATA: lazy_gettext("Reveals private details about a person"),
    Reason.OTHER: lazy_gettext("Breaks another house rule"),
    Reason.ILLEGAL: lazy_gettext("Is against the law"),
}


STAFF_STATE_WORDS: dict[Status, LazyText] = {
    Status.PUBLISHED: lazy_gettext("published"),
    Status.HELD: lazy_gettext("held"),
    Status.REJECTED: lazy_gettext("rejected"),
    Status.WAITING: lazy_gettext("being checked"),
    Status.DELETED: lazy_gettext("deleted by the author"),
    Status.AWAITING_AUTHOR: lazy_gettext("waiting for its author"),
}
"""The description of each status that staff read."""


class ReportReason(StrEnum):
    """Why a comment is reported."""

    ILLEGAL = "illegal"
    HATE = "hate"
    THREAT = "threat"
    INSULT = "insult"
    GLORIFIES_VIOLENCE = "glorifies_violence"
    PERSONAL_DATA = "personal_data"
    FALSE = "false"
    SPAM = "spam"
    OFF_TOPIC = "off_topic"
    OTHER = "other"


REPORT_WORDS: dict[ReportReason, LazyText] = {
    ReportReason.ILLEGAL: lazy_gettext("It is against the law"),
    ReportReason.HATE: lazy_gettext("It attacks people for who they are"),
    ReportReason.THREAT: lazy_gettext("It threatens someone"),
    ReportReason.INSULT: lazy_gettext("It insults someone"),
    ReportReason.GLORIFIES_VIOLENCE: lazy_gettext("It celebrates violence or death"),
    ReportReason.PERSONAL_DATA: lazy_gettext(
        "It reveals private details about a person"
    ),
    ReportReason.FALSE: lazy_gettext("It says something that is false"),
    ReportReason.SPAM: lazy_gettext("It is advertising or spam"),
    ReportReason.OFF_TOPIC: lazy_gettext("It has nothing to do with the article"),
    ReportReason.OTHER: lazy_gettext("It breaks another house rule"),
}
"""The choices of a reader, in the order of the form."""


def without_nobody(*deciders: int | None) -> frozenset[int]:
    """Return the ids among *deciders* that are not ``None``."""
    return frozenset(each for each in deciders if each is not None)
