"""Statements of reasons, with the fields of Art. 17(3) of the Digital Services Act.

Pure: what was decided goes in, plain sentences come out, one for each field.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from moderation.review.appeal_rules import OPEN_FOR
from moderation.review.rules import REASON_WORDS, Reason
from moderation.review.sanction_rules import MEASURES, SanctionKind
from moderation.scoring.labels import Label

LABEL_WORDS: dict[Label, str] = {
    Label.TOXICITY: "hostile comments",
    Label.SEVERE_TOXICITY: "very hostile comments",
    Label.OBSCENE: "obscene language",
    Label.IDENTITY_ATTACK: "attacks on people for who they are",
    Label.INSULT: "insults",
    Label.THREAT: "threats",
    Label.SEXUAL_EXPLICIT: "sexual language",
}

SCOPE = "It applies everywhere that this site is read."
APART = (
    "You can also turn to a certified out-of-court dispute settlement body, or to a"
    " court; neither needs an appeal here first."
)
DETECTED = (
    "A classifier, a program, found the likeness and asked for a person to look. It"
    " may be wrong."
)
NOT_DETECTED = "No program found or judged it."
DECIDED = "A person decided; no program rejects a comment here."
HELD = (
    "A program held it, by thresholds that the newsroom set. A person decides what"
    " becomes of it."
)
LOOKED_AT = (
    "Nothing is needed: a moderator looks at it in any case. You can change or delete"
    " it, and appeal once it is decided."
)
ASK = (
    "You can ask for a review below, free of charge, and say what speaks for your"
    " comment."
)
ASKED = (
    "You have asked for a review: the moderator reads your words beside your comment."
)


@dataclass(frozen=True)
class Rule:
    """The house rule that a statement cites: its number on the page, and its text."""

    number: int
    text: str


@dataclass(frozen=True)
class Statement:
    """What an author is told, field by field; ``(field, sentences)`` in order."""

    title: str
    fields: tuple[tuple[str, tuple[str, ...]], ...]
    rule: int | None = None
    """The number of the house rule that it cites."""


@dataclass(frozen=True)
class Facts:
    """What is known of a restricted comment: its verdict's causes, and reports."""

    headline: str
    written_at: datetime
    causes: Sequence[dict[str, Any]] = ()
    reports: int = 0

    @property
    def is_detected(self) -> bool:
        """Whether a program drew attention to it."""
        return any(cause["kind"] == "classifier" for cause in self.causes)


def of_hold(facts: Facts, *, is_asked: bool = False) -> Statement:
    """Return the statement for a comment that waits for a person unseen.

    :param is_asked: whether its author has asked for a review already.
    """
    return Statement(
        "Why your comment is held",
        (
            ("What was decided", ("Readers do not see your comment.", SCOPE)),
            ("For how long", ("Until a moderator has decided.",)),
            ("The facts", _facts(facts)),
            ("Programs", (DETECTED, HELD) if facts.is_detected else (NOT_DETECTED,)),
            ("The ground", ("The house rules: such comments are looked at first.",)),
            (
                "What you can do",
                (LOOKED_AT, ASKED if is_asked else ASK, APART),
            ),
        ),
    )


def of_rejection(
    facts: Facts,
    *,
    reason: Reason | None,
    words: str,
    decided_at: datetime,
    rule: Rule | None = None,
) -> Statement:
    """Return the statement for a comment that a moderator rejected."""
    found = DETECTED if facts.is_detected else NOT_DETECTED
    return Statement(
        "Why your comment is not published",
        (
            ("What was decided", ("Readers do not see your comment.", SCOPE)),
            ("For how long", ("For good, unless the decision is taken back.",)),
            ("The facts", _facts(facts)),
            ("Programs", (found, DECIDED)),
            ("The ground", _ground(reason, words, rule)),
            (
                "What you can do",
                (
                    (
                        "You can appeal below, free of charge. Another moderator"
                        f" decides. It must come by {decided_at + OPEN_FOR:%-d %B %Y}."
                    ),
                    APART,
                ),
            ),
        ),
        rule=rule.number if rule else None,
    )


def of_reversal(facts: Facts, *, is_appeal: bool, decided_at: datetime) -> Statement:
    """Return what an author reads once a rejection no longer stands.

    :param is_appeal: whether an appeal was the cause.
    """
    decided = (
        "Another moderator decided on your appeal: your comment is published."
        if is_appeal
        else "The decision against your comment was taken back: it is published."
    )
    return Statement(
        "Your appeal succeeded" if is_appeal else "Your comment is published",
        (
            ("What was decided", (decided,)),
            ("Since when", (f"Since {decided_at:%-d %B %Y}.",)),
            ("The facts", (_written(facts),)),
            ("What you can do", ("Nothing is needed. Readers see your comment.",)),
        ),
    )


def of_sanction(
    kind: SanctionKind,
    *,
    reason: Reason,
    words: str,
    ends_at: datetime | None,
    starts_at: datetime,
    about: Facts | None = None,
    rule: Rule | None = None,
) -> Statement:
    """Return the statement for a measure against an account.

    :param about: the comment that it came with, if it came with one.
    """
    measure = MEASURES[kind]
    until = f"Until {ends_at:%-d %B %Y}." if ends_at else "Until it is lifted."
    once = "Until you confirm that you have read it."
    return Statement(
        measure.name,
        (
            ("What was decided", (measure.effect, SCOPE)),
            ("For how long", (once if kind is SanctionKind.WARN else until,)),
            (
                "The facts",
                _facts(about) if about else ("What you wrote under your account.",),
            ),
            ("Programs", (DECIDED.replace("rejects a comment", "does that"),)),
            ("The ground", _ground(reason, words, rule)),
            (
                "What you can do",
                (
                    (
                        "You can appeal below, free of charge. Another moderator"
                        f" decides. It must come by {starts_at + OPEN_FOR:%-d %B %Y}."
                    ),
                    APART,
                ),
            ),
        ),
        rule=rule.number if rule else None,
    )


def _facts(facts: Facts) -> tuple[str, ...]:
    told = [_written(facts)]
    likeness = [
        LABEL_WORDS[Label(cause["label"])]
        for cause in facts.causes
        if cause["kind"] == "classifier"
    ]
    if likeness:
        told.append(f"It was found to be like {_listed(likeness)}.")
    rules = [cause["rule"] for cause in facts.causes if cause["kind"] == "rule"]
    told += [f"A rule of the house asks for a look: {rule}." for rule in rules]
    if facts.reports:
        readers = "A reader has" if facts.reports == 1 else "Readers have"
        told.append(f"{readers} reported it.")
    if len(told) == 1:
        told.append("The newsroom looked at it of its own accord.")
    return tuple(told)


def _written(facts: Facts) -> str:
    return (
        f"You wrote it on {facts.written_at:%-d %B %Y at %H:%M} UTC under"
        f" “{facts.headline}”."
    )


def _ground(
    reason: Reason | None, words: str, rule: Rule | None = None
) -> tuple[str, ...]:
    ground = f"It breaks this house rule: “{REASON_WORDS[reason or Reason.OTHER]}”."
    if rule is not None:
        ground = f"It breaks house rule {rule.number}: “{rule.text}”"
    return (ground, f"The moderator writes: “{words}”") if words else (ground,)


def _listed(words: Sequence[str]) -> str:
    *most, last = dict.fromkeys(words)
    return f"{', '.join(most)} and {last}" if most else last
