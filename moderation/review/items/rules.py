"""What moderators can do, and the reasons that they and readers give."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from moderation.discussion.rules import Status
from moderation.scoring.base.labels import Label

CLAIM_LEASE = timedelta(minutes=5)
"""How long a moderator has an item alone; renewed while the card is open."""

SEEN_FOR = timedelta(seconds=45)
"""How long a moderator counts as present after their page last said so."""

SKIPPED_FOR = timedelta(hours=4)
"""How long an item that a moderator skipped is not handed to them again."""

VIOLENT = frozenset({Label.THREAT.value, Label.SEVERE_TOXICITY.value})
"""The labels whose comments a moderator can have covered until they ask for them."""

UNDO_OFFERED = timedelta(minutes=30)
"""How long a decision is offered for undoing on the queue page."""


NOTE_LENGTH = 1_000
"""Characters of a moderator's internal note, and of words to the author."""


class Action(StrEnum):
    """What a moderator decides."""

    APPROVE = "approve"
    REJECT = "reject"
    ESCALATE = "escalate"


class Reason(StrEnum):
    """Why a comment is rejected: the list that a moderator picks from."""

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


REASON_WORDS: dict[Reason, str] = {
    Reason.HATE: "Attacks people for who they are",
    Reason.THREAT: "Threatens someone",
    Reason.INSULT: "Insults someone",
    Reason.OBSCENE: "Obscene or sexual language",
    Reason.GLORIFIES_VIOLENCE: "Celebrates violence or death",
    Reason.MISINFORMATION: "States something known to be false",
    Reason.OFF_TOPIC: "Has nothing to do with the article",
    Reason.SPAM: "Advertising or spam",
    Reason.PERSONAL_DATA: "Reveals private details about a person",
    Reason.OTHER: "Breaks another house rule",
}


STATE_WORDS: dict[Status, str] = {
    Status.PUBLISHED: "published",
    Status.HELD: "held",
    Status.REJECTED: "rejected",
    Status.WAITING: "being checked",
    Status.DELETED: "deleted by the author",
    Status.AWAITING_AUTHOR: "waiting for its author",
}
"""What staff read of the state of a comment."""


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


REPORT_WORDS: dict[ReportReason, str] = {
    ReportReason.ILLEGAL: "It is against the law",
    ReportReason.HATE: "It attacks people for who they are",
    ReportReason.THREAT: "It threatens someone",
    ReportReason.INSULT: "It insults someone",
    ReportReason.GLORIFIES_VIOLENCE: "It celebrates violence or death",
    ReportReason.PERSONAL_DATA: "It reveals private details about a person",
    ReportReason.FALSE: "It says something that is false",
    ReportReason.SPAM: "It is advertising or spam",
    ReportReason.OFF_TOPIC: "It has nothing to do with the article",
    ReportReason.OTHER: "It breaks another house rule",
}
"""What a reader picks from, in the order of the form."""
