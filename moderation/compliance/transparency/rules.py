"""Writes a statement for the Transparency Database from facts.

No field holds personal data (Article 24(5)). Texts are made from labels, reasons,
numbers of rules and counts. A comment, a name or a typed note is never quoted. The law
that a moderator typed is left out if it repeats any of these.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from auth.core.translation import LazyText, lazy_gettext
from moderation.compliance.notices.rules import NoticeKind
from moderation.compliance.transparency import vocabulary as words
from moderation.compliance.transparency.vocabulary import Category
from moderation.review.items.rules import Reason
from moderation.review.sanctions.rules import SanctionKind

NATIONAL_LAW = "National law, as the statement to the author names it"
FIRST_DAY = date(2000, 1, 1)
SHARED_WORDS = 3
"""So many words in a row, from a comment, make a text personal."""


class Target(StrEnum):
    """Where the statements of a site go."""

    OFF = "off"
    COLLECT = "collect"
    """They are collected for the export, and none is sent."""
    SANDBOX = "sandbox"
    PRODUCTION = "production"


TARGET_WORDS: dict[Target, LazyText] = {
    Target.OFF: lazy_gettext("Nowhere: this site need not report"),
    Target.COLLECT: lazy_gettext("Collect them for the export, and send none"),
    Target.SANDBOX: lazy_gettext("To the sandbox, for tests"),
    Target.PRODUCTION: lazy_gettext("To the database"),
}

SENT_TO = (Target.SANDBOX, Target.PRODUCTION)


class Source(StrEnum):
    """What a statement is about."""

    DECISION = "decision"
    SANCTION = "sanction"
    HOLD = "hold"


@dataclass(frozen=True, kw_only=True)
class Facts:
    """The facts of one restriction, without anything personal but *law*.

    :param number: of the decision, sanction or verdict.
    :param labels: what the classifier found.
    :param is_automated: whether the classifier or another system detected it.
    :param rule: the number and version of the house rule that it breaks.
    :param law: the law as a moderator typed it.
    :param personal: texts that no field may repeat: names, addresses, the comment.
    """

    site_id: int
    source: Source
    number: int
    reason: Reason | None
    content_date: date
    application_date: date
    countries: Sequence[str]
    rules_url: str
    language: str = ""
    labels: Sequence[str] = ()
    is_automated: bool = False
    reports: int = 0
    notice: NoticeKind | None = None
    is_trusted_notice: bool = False
    rule: tuple[int, int] | None = None
    law: str = ""
    sanction: SanctionKind | None = None
    end_date: date | None = None
    personal: Sequence[str] = ()


def statement_of(facts: Facts) -> dict[str, Any]:
    """Return the statement in the fields of the database."""
    category = _category(facts)
    fields: dict[str, Any] = {
        "puid": f"{facts.site_id}-{facts.source.value}-{facts.number}",
        **_restriction(facts),
        **_ground(facts),
        "content_type": ["CONTENT_TYPE_TEXT"],
        "category": category.category,
        "territorial_scope": sorted(facts.countries),
        "content_date": max(facts.content_date, FIRST_DAY).isoformat(),
        "application_date": facts.application_date.isoformat(),
        "decision_facts": _facts(facts)[: words.LONGEST_FACTS],
        "source_type": _source(facts),
        "automated_detection": "Yes" if facts.labels or facts.is_automated else "No",
        "automated_decision": _automation(facts),
    }
    if category.keyword:
        fields["category_specification"] = [category.keyword]
    if category.other:
        fields["category_specification_other"] = category.other
    if len(facts.language) == len("en"):
        fields["content_language"] = facts.language.upper()
    return fields


def is_personal(text: str, personal: Sequence[str]) -> bool:
    """Whether *text* repeats a name, an address or three words of a comment."""
    said = _words(text)
    runs = {tuple(said[i : i + SHARED_WORDS]) for i in range(len(said))}
    for each in personal:
        own = _words(each)
        if not own:
            continue
        size = min(SHARED_WORDS, len(own))
        found = {tuple(own[i : i + size]) for i in range(len(own) - size + 1)}
        if found & {run[:size] for run in runs if len(run) >= size}:
            return True
    return False


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _category(facts: Facts) -> Category:
    if facts.source is Source.HOLD:
        return words.REASONS[Reason.OTHER]
    if facts.reason is Reason.ILLEGAL and facts.notice is not None:
        return words.NOTICES[facts.notice]
    return words.REASONS[facts.reason or Reason.OTHER]


def _restriction(facts: Facts) -> dict[str, Any]:
    if facts.sanction is not None:
        field, value, end = words.SANCTIONS[facts.sanction]
        ends = {end: facts.end_date.isoformat()} if facts.end_date else {}
        return {field: value, **ends}
    is_hold = facts.source is Source.HOLD
    return {"decision_visibility": [words.DISABLED if is_hold else words.REMOVED]}


def _ground(facts: Facts) -> dict[str, str]:
    if facts.reason is Reason.ILLEGAL and facts.source is not Source.HOLD:
        law = facts.law
        if not law or is_personal(law, facts.personal):
            law = NATIONAL_LAW
        return {
            "decision_ground": words.ILLEGAL,
            "illegal_content_legal_ground": law[: words.LONGEST_GROUND],
            "illegal_content_explanation": (
                "A person found that the comment is against this law."
            ),
        }
    ground = "House rules"
    if facts.rule is not None:
        number, version = facts.rule
        ground = f"House rules, rule {number} of version {version}"
    forbidden = words.GROUNDS[facts.reason or Reason.OTHER]
    is_hold = facts.source is Source.HOLD
    return {
        "decision_ground": words.INCOMPATIBLE,
        "decision_ground_reference_url": facts.rules_url,
        "incompatible_content_ground": ground,
        "incompatible_content_explanation": (
            "Comments like this are read by a person before they are published."
            if is_hold
            else f"The house rules forbid {forbidden}."
        ),
        "incompatible_content_illegal": "No",
    }


def _facts(facts: Facts) -> str:
    """Return what happened, in sentences that hold nothing personal."""
    told = ["A reader's comment under an article of a news site."]
    if facts.labels:
        found = ", ".join(words.LABELS[each] for each in facts.labels)
        told.append(f"An automated classifier found that it resembles: {found}.")
    if facts.notice is not None:
        who = "A trusted flagger" if facts.is_trusted_notice else "Someone"
        told.append(f"{who} gave notice that it is illegal.")
    if facts.reports:
        told.append(f"Reports by readers: {facts.reports}.")
    told.append(_ACTS[facts.source])
    return " ".join(told)


_ACTS = {
    Source.DECISION: "A moderator read it and rejected it.",
    Source.SANCTION: "A moderator restricted the account of its author.",
    Source.HOLD: "It was held automatically until a moderator decides.",
}


def _source(facts: Facts) -> str:
    if facts.notice is not None:
        trusted = facts.is_trusted_notice
        return words.TRUSTED_FLAGGER if trusted else words.ARTICLE_16
    return words.OTHER_NOTIFICATION if facts.reports else words.VOLUNTARY


def _automation(facts: Facts) -> str:
    if facts.source is Source.HOLD:
        return words.FULLY
    is_detected = bool(facts.labels) or facts.is_automated
    return words.PARTIALLY if is_detected else words.NOT_AUTOMATED
