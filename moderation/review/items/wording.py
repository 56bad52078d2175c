"""The words that staff read for reasons, states, rules and changes in templates.

Each function also accepts the stored value.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auth.core.translation import LazyText, lazy_gettext
from auth.core.translation import gettext as _
from moderation.discussion.rules import Cause, Status
from moderation.review.items.rules import (
    REASON_WORDS,
    REPORT_WORDS,
    STAFF_STATE_WORDS,
    Reason,
    ReportReason,
)

OUTSIDE = "outside: "
"""Begins a rule that another system brought; its name follows."""

CLASSIFIER = "classifier"

LISTED = "word list: "
"""Begins a rule of the word list; the phrase follows."""

RULE_WORDS: dict[str, LazyText] = {
    "too many links": lazy_gettext("too many links"),
    "first comments": lazy_gettext("first comments"),
    "all comments by this author are reviewed first": lazy_gettext(
        "all comments by this author are reviewed first"
    ),
    "audit sample": lazy_gettext("audit sample"),
    "edited after a rejection": lazy_gettext("edited after a rejection"),
    "unscored": lazy_gettext("no scores"),
    "report": lazy_gettext("reports"),
}
CAUSE_WORDS: dict[Cause, LazyText] = {
    Cause.SUBMITTED: lazy_gettext("submitted"),
    Cause.AUTHOR_VERIFIED: lazy_gettext("address confirmed"),
    Cause.VERDICT: lazy_gettext("verdict"),
    Cause.RULE: lazy_gettext("rule"),
    Cause.UNSCORED: lazy_gettext("no scores"),
    Cause.DECISION: lazy_gettext("decision"),
    Cause.UNDO: lazy_gettext("decision undone"),
    Cause.EDITED: lazy_gettext("edited"),
    Cause.DELETED: lazy_gettext("deleted"),
    Cause.REPORT: lazy_gettext("report"),
    Cause.SANCTION: lazy_gettext("sanction"),
}


def is_automated(cause: Mapping[str, Any]) -> bool:
    """Whether the classifier or another system judged the text, not only a rule."""
    is_outside = str(cause.get("rule", "")).startswith(OUTSIDE)
    return cause.get("kind") == CLASSIFIER or is_outside


def rule_words(rule: str) -> str:
    """Return the rule that holds a comment."""
    if rule.startswith(LISTED):
        return _("word list: %(phrase)s", phrase=rule.removeprefix(LISTED))
    if rule.startswith(OUTSIDE):
        return _("another system: %(source)s", source=rule.removeprefix(OUTSIDE))
    return str(RULE_WORDS.get(rule, rule.replace("_", " ")))


def reason_words(reason: str) -> str:
    """Return the reason for a rejection."""
    return str(REASON_WORDS[Reason(reason)])


def report_words(reason: str) -> str:
    """Return the reason for a report."""
    return str(REPORT_WORDS[ReportReason(reason)])


def state_words(status: str) -> str:
    """Return the state of a comment."""
    return str(STAFF_STATE_WORDS[Status(status)])


def change_words(status: Status, cause: Cause, *, is_first: bool) -> str:
    """Return a line of a comment's history: its new state, and why."""
    if is_first:
        return state_words(status)
    return _(
        "%(state)s (%(cause)s)", state=state_words(status), cause=CAUSE_WORDS[cause]
    )
