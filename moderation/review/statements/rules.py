"""Statements of reasons, with the fields of Art. 17(3) of the Digital Services Act.

Pure: what was decided goes in, plain sentences come out, one for each field.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from moderation.review.appeals.rules import OPEN_FOR
from moderation.review.items.rules import REASON_WORDS, Reason
from moderation.review.sanctions.rules import SANCTION_RULES, SanctionKind
from moderation.scoring.base.labels import Label

LABEL_WORDS: dict[Label, str] = {
    Label.TOXICITY: "hostile comments",
    Label.SEVERE_TOXICITY: "very hostile comments",
    Label.OBSCENE: "obscene language",
    Label.IDENTITY_ATTACK: "attacks on people for who they are",
    Label.INSULT: "insults",
    Label.THREAT: "threats",
    Label.SEXUAL_EXPLICIT: "sexual language",
}

SCOPE = "This applies wherever this site can be read."
APART = (
    "You can also turn to a certified out-of-court dispute settlement body or to a "
    "court. You do not need to appeal here first."
)
DETECTED = (
    "An automated check flagged the comment for a moderator. Such checks can be wrong."
)
NOT_DETECTED = "No automated system was used to find or judge it."
DECIDED = "A moderator made this decision. Nothing is rejected automatically."
SANCTIONED = (
    "A moderator made this decision. Accounts are never sanctioned automatically."
)
HELD = (
    "It was held automatically, according to settings that the newsroom chose. A "
    "moderator decides whether it is published."
)
LOOKED_AT = (
    "You do not need to do anything. A moderator will review it. You can edit or "
    "delete it, and you can appeal once there is a decision."
)
REVIEWED_FIRST = (
    "The house rules. Comments like this are reviewed before they are published."
)
NOTHING_TO_DO = "You do not need to do anything. Readers can see your comment."
DELETED = "You deleted your comment. A moderator decided that it breaks the rules."
IN_RECORD = "Moderators see this in your record on this site."
SANCTION_OPEN = (
    "You do not need to do anything. If your account is sanctioned because of it, you "
    "can appeal against the sanction."
)
ASK = (
    "You can also ask for a review below, free of charge, and explain why your "
    "comment should be published."
)
ASKED = (
    "You have asked for a review. The moderator will read what you wrote together with "
    "your comment."
)


@dataclass(frozen=True)
class CitedRule:
    """The house rule that a statement cites: its number on the page, and its text.

    :param version: the version of the rules that was in force at the decision.
    """

    number: int
    text: str
    version: int


@dataclass(frozen=True)
class Statement:
    """What an author is told, field by field; ``(field, sentences)`` in order."""

    title: str
    fields: tuple[tuple[str, tuple[str, ...]], ...]
    rule: CitedRule | None = None
    """The house rule that it cites."""


@dataclass(frozen=True)
class CommentFacts:
    """What is known of a restricted comment: its verdict's causes, and reports."""

    headline: str
    written_at: datetime
    causes: Sequence[dict[str, Any]] = ()
    reports: int = 0

    @property
    def is_detected(self) -> bool:
        """Whether a program drew attention to it."""
        return any(cause["kind"] == "classifier" for cause in self.causes)


def of_hold(facts: CommentFacts, *, is_asked: bool = False) -> Statement:
    """Return the statement for a comment that waits for a person unseen.

    :param is_asked: whether its author has asked for a review already.
    """
    return Statement(
        "Why your comment is held",
        (
            ("What was decided", ("Readers cannot see your comment.", SCOPE)),
            ("For how long", ("Until a moderator has decided.",)),
            ("The facts", _facts(facts)),
            (
                "Automated checks",
                (DETECTED, HELD) if facts.is_detected else (NOT_DETECTED,),
            ),
            ("The reason", (REVIEWED_FIRST,)),
            (
                "What you can do",
                (LOOKED_AT, ASKED if is_asked else ASK, APART),
            ),
        ),
    )


def of_rejection(
    facts: CommentFacts,
    *,
    reason: Reason | None,
    words: str,
    decided_at: datetime,
    rule: CitedRule | None = None,
    is_deleted: bool = False,
) -> Statement:
    """Return the statement for a comment that a moderator rejected.

    :param is_deleted: whether its author has deleted it. Nothing is left to publish
        then, but the rejection counts in the author's record.
    """
    found = DETECTED if facts.is_detected else NOT_DETECTED
    if is_deleted:
        return Statement(
            "Why your deleted comment was rejected",
            (
                ("What was decided", (DELETED, IN_RECORD)),
                ("The facts", _facts(facts)),
                ("Automated checks", (found, DECIDED)),
                ("The reason", _ground(reason, words, rule)),
                ("What you can do", (SANCTION_OPEN, APART)),
            ),
            rule=rule,
        )
    return Statement(
        "Why your comment is not published",
        (
            ("What was decided", ("Readers cannot see your comment.", SCOPE)),
            ("For how long", ("Permanently, unless the decision is reversed.",)),
            ("The facts", _facts(facts)),
            ("Automated checks", (found, DECIDED)),
            ("The reason", _ground(reason, words, rule)),
            (
                "What you can do",
                (
                    _appeal_by(decided_at + OPEN_FOR),
                    APART,
                ),
            ),
        ),
        rule=rule,
    )


def of_reversal(
    facts: CommentFacts, *, is_appeal: bool, decided_at: datetime
) -> Statement:
    """Return what an author reads once a rejection no longer stands.

    :param is_appeal: whether an appeal was the cause.
    """
    decided = (
        "Another moderator reversed the decision after your appeal. Your comment is "
        "published."
        if is_appeal
        else "The decision against your comment was reversed. The comment is published."
    )
    return Statement(
        "Your appeal succeeded" if is_appeal else "Your comment is published",
        (
            ("What was decided", (decided,)),
            ("Since when", (f"Since {decided_at:%-d %B %Y}.",)),
            ("The facts", (_written(facts),)),
            ("What you can do", (NOTHING_TO_DO,)),
        ),
    )


def of_sanction(
    kind: SanctionKind,
    *,
    reason: Reason,
    words: str,
    ends_at: datetime | None,
    starts_at: datetime,
    about: CommentFacts | None = None,
    rule: CitedRule | None = None,
) -> Statement:
    """Return the statement for a sanction against an account.

    :param about: the comment that it came with, if it came with one.
    """
    sanction_rule = SANCTION_RULES[kind]
    until = f"Until {ends_at:%-d %B %Y}." if ends_at else "Until it is lifted."
    once = "Until you confirm that you have read it."
    return Statement(
        sanction_rule.name,
        (
            ("What was decided", (sanction_rule.effect, SCOPE)),
            ("For how long", (once if kind is SanctionKind.WARN else until,)),
            (
                "The facts",
                _facts(about) if about else ("What you wrote under your account.",),
            ),
            ("Automated checks", (SANCTIONED,)),
            ("The reason", _ground(reason, words, rule)),
            (
                "What you can do",
                (
                    _appeal_by(starts_at + OPEN_FOR),
                    APART,
                ),
            ),
        ),
        rule=rule,
    )


def _appeal_by(last: datetime) -> str:
    return (
        f"You can appeal below, free of charge, until {last:%-d %B %Y}. Another"
        " moderator will decide."
    )


def _facts(facts: CommentFacts) -> tuple[str, ...]:
    told = [_written(facts)]
    labels = [
        LABEL_WORDS[Label(cause["label"])]
        for cause in facts.causes
        if cause["kind"] == "classifier"
    ]
    if labels:
        told.append(f"An automated check found that it resembles {_listed(labels)}.")
    rules = [cause["rule"] for cause in facts.causes if cause["kind"] == "rule"]
    told += [f"A newsroom setting asks for a review: {rule}." for rule in rules]
    if facts.reports:
        readers = "A reader has" if facts.reports == 1 else "Readers have"
        told.append(f"{readers} reported it.")
    if len(told) == 1:
        told.append("The newsroom reviewed it on its own initiative.")
    return tuple(told)


def _written(facts: CommentFacts) -> str:
    return (
        f"You wrote it on {facts.written_at:%-d %B %Y at %H:%M} UTC under"
        f" “{facts.headline}”."
    )


def _ground(
    reason: Reason | None, words: str, rule: CitedRule | None = None
) -> tuple[str, ...]:
    ground = f"It breaks this house rule: “{REASON_WORDS[reason or Reason.OTHER]}”."
    if rule is not None:
        ground = f"It breaks house rule {rule.number}: “{rule.text}”"
    return (ground, f"The moderator writes: “{words}”") if words else (ground,)


def _listed(words: Sequence[str]) -> str:
    *most, last = dict.fromkeys(words)
    return f"{', '.join(most)} and {last}" if most else last
