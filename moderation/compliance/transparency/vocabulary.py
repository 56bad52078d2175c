"""The words of the Transparency Database, and ours in its words.

They are those of the schema in force since 1 July 2025. A table test pins each.
"""

from __future__ import annotations

from typing import NamedTuple

from moderation.compliance.notices.rules import NoticeKind
from moderation.review.items.rules import Reason
from moderation.review.sanctions.rules import SanctionKind

EU = (
    *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR"),
    *("HU", "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI"),
    "SK",
)
EEA = tuple(sorted((*EU, "IS", "LI", "NO")))

LONGEST_FACTS = 5_000
LONGEST_EXPLANATION = 2_000
LONGEST_GROUND = 500
MOST_IN_A_BATCH = 100

REMOVED = "DECISION_VISIBILITY_CONTENT_REMOVED"
DISABLED = "DECISION_VISIBILITY_CONTENT_DISABLED"
ILLEGAL = "DECISION_GROUND_ILLEGAL_CONTENT"
INCOMPATIBLE = "DECISION_GROUND_INCOMPATIBLE_CONTENT"
FULLY = "AUTOMATED_DECISION_FULLY"
PARTIALLY = "AUTOMATED_DECISION_PARTIALLY"
NOT_AUTOMATED = "AUTOMATED_DECISION_NOT_AUTOMATED"
ARTICLE_16 = "SOURCE_ARTICLE_16"
TRUSTED_FLAGGER = "SOURCE_TRUSTED_FLAGGER"
VOLUNTARY = "SOURCE_VOLUNTARY"
OTHER_NOTIFICATION = "SOURCE_TYPE_OTHER_NOTIFICATION"
OTHER_KEYWORD = "KEYWORD_OTHER"


class Category(NamedTuple):
    """A category with its keyword.

    :param other: the text for the keyword *other*.
    """

    category: str
    keyword: str = ""
    other: str = ""


def _category(name: str, keyword: str = "", other: str = "") -> Category:
    word = OTHER_KEYWORD if other else f"KEYWORD_{keyword}" if keyword else ""
    return Category(f"STATEMENT_CATEGORY_{name}", word, other)


SPEECH = "ILLEGAL_OR_HARMFUL_SPEECH"
TERMS = "OTHER_VIOLATION_TC"
PRIVACY = "DATA_PROTECTION_AND_PRIVACY_VIOLATIONS"

REASONS: dict[Reason, Category] = {
    Reason.HATE: _category(SPEECH, "DISCRIMINATION"),
    Reason.THREAT: _category("VIOLENCE", "INCITEMENT_VIOLENCE_HATRED"),
    Reason.INSULT: _category("CYBER_VIOLENCE", "CYBER_BULLYING_INTIMIDATION"),
    Reason.OBSCENE: _category(TERMS),
    Reason.GLORIFIES_VIOLENCE: _category("VIOLENCE", "INCITEMENT_VIOLENCE_HATRED"),
    Reason.MISINFORMATION: _category(
        "NEGATIVE_EFFECTS_ON_CIVIC_DISCOURSE_OR_ELECTIONS",
        "MISINFORMATION_DISINFORMATION",
    ),
    Reason.OFF_TOPIC: _category(TERMS, other="Unrelated to the article"),
    Reason.SPAM: _category(TERMS, other="Advertising or spam"),
    Reason.PERSONAL_DATA: _category(PRIVACY),
    Reason.OTHER: _category(TERMS),
    Reason.ILLEGAL: _category(SPEECH),
}

NOTICES: dict[NoticeKind, Category] = {
    NoticeKind.HATE: _category(SPEECH, "HATE_SPEECH"),
    NoticeKind.DEFAMATION: _category(SPEECH, "DEFAMATION"),
    NoticeKind.THREAT: _category("VIOLENCE", "INCITEMENT_VIOLENCE_HATRED"),
    NoticeKind.HARASSMENT: _category("CYBER_VIOLENCE", "CYBER_HARASSMENT"),
    NoticeKind.TERRORISM: _category("RISK_FOR_PUBLIC_SECURITY", "TERRORIST_CONTENT"),
    NoticeKind.CHILD_ABUSE: _category(
        "PROTECTION_OF_MINORS", "CHILD_SEXUAL_ABUSE_MATERIAL"
    ),
    NoticeKind.PERSONAL_DATA: _category(PRIVACY),
    NoticeKind.COPYRIGHT: _category(
        "INTELLECTUAL_PROPERTY_INFRINGEMENTS", "COPYRIGHT_INFRINGEMENT"
    ),
    NoticeKind.FRAUD: _category("SCAMS_AND_FRAUD"),
    NoticeKind.OTHER: _category("NOT_SPECIFIED_NOTICE"),
}

SANCTIONS: dict[SanctionKind, tuple[str, str | list[str], str]] = {
    SanctionKind.SUSPEND: (
        "decision_account",
        "DECISION_ACCOUNT_SUSPENDED",
        "end_date_account_restriction",
    ),
    SanctionKind.BAN: (
        "decision_account",
        "DECISION_ACCOUNT_TERMINATED",
        "end_date_account_restriction",
    ),
    SanctionKind.PREMODERATE: (
        "decision_provision",
        "DECISION_PROVISION_PARTIAL_SUSPENSION",
        "end_date_service_restriction",
    ),
}
"""The field, its value, and the field of the end. A warning restricts nothing."""

GROUNDS: dict[Reason, str] = {
    Reason.HATE: "attacks on people for who they are",
    Reason.THREAT: "threats",
    Reason.INSULT: "insults",
    Reason.OBSCENE: "obscene or sexual language",
    Reason.GLORIFIES_VIOLENCE: "celebration of violence or death",
    Reason.MISINFORMATION: "statements known to be false",
    Reason.OFF_TOPIC: "comments that have nothing to do with the article",
    Reason.SPAM: "advertising and spam",
    Reason.PERSONAL_DATA: "private details about a person",
    Reason.OTHER: "other breaches of the house rules",
    Reason.ILLEGAL: "content that is against the law",
}
"""What the house rules forbid, in English, the language of the database."""

LABELS = {
    "toxicity": "hostile comments",
    "severe_toxicity": "very hostile comments",
    "obscene": "obscene language",
    "identity_attack": "attacks on people for who they are",
    "insult": "insults",
    "threat": "threats",
    "sexual_explicit": "sexual language",
}
