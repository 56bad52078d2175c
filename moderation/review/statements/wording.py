"""The sentences of statements of reasons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from auth.core.formats import listing
from auth.core.translation import LazyText, lazy_gettext
from auth.core.translation import gettext as _
from moderation.review.items.wording import OUTSIDE, rule_words
from moderation.scoring.base.labels import Label

LABEL_WORDS: dict[Label, LazyText] = {
    Label.TOXICITY: lazy_gettext("hostile comments"),
    Label.SEVERE_TOXICITY: lazy_gettext("very hostile comments"),
    Label.OBSCENE: lazy_gettext("obscene language"),
    Label.IDENTITY_ATTACK: lazy_gettext("attacks on people for who they are"),
    Label.INSULT: lazy_gettext("insults"),
    Label.THREAT: lazy_gettext("threats"),
    Label.SEXUAL_EXPLICIT: lazy_gettext("sexual language"),
}

WHAT_WAS_DECIDED = lazy_gettext("What was decided")
FOR_HOW_LONG = lazy_gettext("For how long")
SINCE_WHEN = lazy_gettext("Since when")
THE_FACTS = lazy_gettext("The facts")
AUTOMATED_CHECKS = lazy_gettext("Automated checks")
THE_REASON = lazy_gettext("The reason")
WHAT_YOU_CAN_DO = lazy_gettext("What you can do")

SCOPE = lazy_gettext("This applies wherever this site can be read.")
APART = lazy_gettext(
    "You can also turn to a certified out-of-court dispute settlement body or to a "
    "court. You do not need to appeal here first."
)
DETECTED = lazy_gettext(
    "An automated check flagged the comment for a moderator. Such checks can be wrong."
)
NOT_DETECTED = lazy_gettext("No automated system was used to find or judge it.")
DECIDED = lazy_gettext(
    "A moderator made this decision. Nothing is rejected automatically."
)
SANCTIONED = lazy_gettext(
    "A moderator made this decision. Accounts are never sanctioned automatically."
)
HELD = lazy_gettext(
    "It was held automatically, according to settings that the newsroom chose. A "
    "moderator decides whether it is published."
)
LOOKED_AT = lazy_gettext(
    "You do not need to do anything. A moderator will review it. You can edit or "
    "delete it, and you can appeal once there is a decision."
)
REVIEWED_FIRST = lazy_gettext(
    "The house rules. Comments like this are reviewed before they are published."
)
NOTHING_TO_DO = lazy_gettext(
    "You do not need to do anything. Readers can see your comment."
)
DELETED = lazy_gettext(
    "You deleted your comment. A moderator decided that it breaks the rules."
)
IN_RECORD = lazy_gettext("Moderators see this in your record on this site.")
SANCTION_OPEN = lazy_gettext(
    "You do not need to do anything. If your account is sanctioned because of it, you "
    "can appeal against the sanction."
)
ASK = lazy_gettext(
    "You can also ask for a review below, free of charge, and explain why your "
    "comment should be published."
)
ASKED = lazy_gettext(
    "You have asked for a review. The moderator will read what you wrote together "
    "with your comment."
)


def held_because(causes: Sequence[dict[str, Any]]) -> str:
    """Return the reasons for a hold in words, as a list."""
    labels = label_words(causes)
    said = [_held_by(cause) for cause in causes if cause["kind"] != "classifier"]
    if labels:
        found = _(
            "an automated check found that it resembles %(labels)s",
            labels=listing(labels),
        )
        said.insert(0, found)
    return "; ".join(said)


def _held_by(cause: dict[str, Any]) -> str:
    if cause["kind"] != "rule":
        return _("the automated check could not read it")
    rule = cause["rule"]
    if rule.startswith(OUTSIDE):
        source = rule.removeprefix(OUTSIDE)
        return _("an automated check by another system (%(source)s)", source=source)
    return _("a newsroom setting (%(rule)s)", rule=rule_words(rule))


def asked_by(rule: str) -> str:
    """Return the sentence about a rule, or another system, that asked for a review."""
    if rule.startswith(OUTSIDE):
        return _(
            "An automated check by another system (%(source)s) asks for a review.",
            source=rule.removeprefix(OUTSIDE),
        )
    return _("A newsroom setting asks for a review: %(rule)s.", rule=rule_words(rule))


def label_words(causes: Sequence[dict[str, Any]]) -> list[str]:
    """Return the labels that the classifier detected, in words and without repeats."""
    found = [
        str(LABEL_WORDS[Label(cause["label"])])
        for cause in causes
        if cause["kind"] == "classifier"
    ]
    return list(dict.fromkeys(found))
