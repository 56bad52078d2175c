"""Writes statements of reasons, with the fields of Art. 17(3) of the DSA.

The functions turn a decision into plain sentences for each field.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from auth.core.formats import day, listing, moment
from auth.core.translation import LazyText, ngettext
from auth.core.translation import gettext as _
from moderation.review.appeals.rules import OPEN_FOR
from moderation.review.items.rules import REASON_WORDS, Reason
from moderation.review.items.wording import is_automated
from moderation.review.sanctions.rules import SANCTION_RULES, SanctionKind
from moderation.review.statements.wording import (
    APART,
    ASK,
    ASKED,
    AUTOMATED_CHECKS,
    DECIDED,
    DELETED,
    DETECTED,
    FOR_HOW_LONG,
    HELD,
    IN_RECORD,
    LOOKED_AT,
    NOT_DETECTED,
    NOTHING_TO_DO,
    REVIEWED_FIRST,
    SANCTION_OPEN,
    SANCTIONED,
    SCOPE,
    SINCE_WHEN,
    THE_FACTS,
    THE_REASON,
    WHAT_WAS_DECIDED,
    WHAT_YOU_CAN_DO,
    asked_by,
    label_words,
)


@dataclass(frozen=True)
class CitedRule:
    """The house rule that a statement cites: its number on the page, and its text.

    :param version: the version of the rules at the time of the decision.
    """

    number: int
    text: str
    version: int


@dataclass(frozen=True)
class Statement:
    """A statement of reasons as ``(field, sentences)`` in order."""

    title: str
    fields: tuple[tuple[str, tuple[str, ...]], ...]
    rule: CitedRule | None = None
    """The house rule that it cites."""


@dataclass(frozen=True)
class CommentFacts:
    """The facts about a restricted comment: its verdict's causes, and reports."""

    headline: str
    written_at: datetime
    causes: Sequence[dict[str, Any]] = ()
    reports: int = 0
    is_noticed: bool = False
    """Whether somebody sent a notice that it is illegal."""

    @property
    def is_detected(self) -> bool:
        """Whether the classifier or another system detected it."""
        return any(map(is_automated, self.causes))


def of_hold(facts: CommentFacts, *, is_asked: bool = False) -> Statement:
    """Return the statement for a held comment.

    :param is_asked: whether its author has already appealed.
    """
    return Statement(
        _("Why your comment is held"),
        _said(
            (WHAT_WAS_DECIDED, (_("Readers cannot see your comment."), SCOPE)),
            (FOR_HOW_LONG, (_("Until a moderator has decided."),)),
            (THE_FACTS, _facts(facts)),
            (
                AUTOMATED_CHECKS,
                (DETECTED, HELD) if facts.is_detected else (NOT_DETECTED,),
            ),
            (THE_REASON, (REVIEWED_FIRST,)),
            (
                WHAT_YOU_CAN_DO,
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
    law: str = "",
    is_deleted: bool = False,
) -> Statement:
    """Return the statement for a comment that a moderator rejected.

    :param law: the law that it is against, if that is the reason.
    :param is_deleted: whether its author has deleted it. The rejection still counts in
        the author's record.
    """
    found = DETECTED if facts.is_detected else NOT_DETECTED
    if is_deleted:
        return Statement(
            _("Why your deleted comment was rejected"),
            _said(
                (WHAT_WAS_DECIDED, (DELETED, IN_RECORD)),
                (THE_FACTS, _facts(facts)),
                (AUTOMATED_CHECKS, (found, DECIDED)),
                (THE_REASON, _ground(reason, words, rule, law)),
                (WHAT_YOU_CAN_DO, (SANCTION_OPEN, APART)),
            ),
            rule=rule,
        )
    return Statement(
        _("Why your comment is not published"),
        _said(
            (WHAT_WAS_DECIDED, (_("Readers cannot see your comment."), SCOPE)),
            (FOR_HOW_LONG, (_("Permanently, unless the decision is reversed."),)),
            (THE_FACTS, _facts(facts)),
            (AUTOMATED_CHECKS, (found, DECIDED)),
            (THE_REASON, _ground(reason, words, rule, law)),
            (
                WHAT_YOU_CAN_DO,
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
    """Return the statement for a rejection that was undone or overruled.

    :param is_appeal: whether an appeal was the cause.
    """
    decided = (
        _(
            "Another moderator reversed the decision after your appeal. Your comment "
            "is published."
        )
        if is_appeal
        else _(
            "The decision against your comment was reversed. The comment is published."
        )
    )
    return Statement(
        _("Your appeal succeeded") if is_appeal else _("Your comment is published"),
        _said(
            (WHAT_WAS_DECIDED, (decided,)),
            (SINCE_WHEN, (_("Since %(day)s.", day=day(decided_at)),)),
            (THE_FACTS, (_written(facts),)),
            (WHAT_YOU_CAN_DO, (NOTHING_TO_DO,)),
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
    until = (
        _("Until %(day)s.", day=day(ends_at)) if ends_at else _("Until it is lifted.")
    )
    once = _("Until you confirm that you have read it.")
    return Statement(
        str(sanction_rule.name),
        _said(
            (WHAT_WAS_DECIDED, (sanction_rule.effect, SCOPE)),
            (FOR_HOW_LONG, (once if kind is SanctionKind.WARN else until,)),
            (
                THE_FACTS,
                _facts(about) if about else (_("What you wrote under your account."),),
            ),
            (AUTOMATED_CHECKS, (SANCTIONED,)),
            (THE_REASON, _ground(reason, words, rule)),
            (
                WHAT_YOU_CAN_DO,
                (
                    _appeal_by(starts_at + OPEN_FOR),
                    APART,
                ),
            ),
        ),
        rule=rule,
    )


def _said(
    *fields: tuple[LazyText, tuple[str | LazyText, ...]],
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the fields in the language of the request."""
    return tuple((str(name), tuple(map(str, told))) for name, told in fields)


def _appeal_by(last: datetime) -> str:
    return _(
        "You can appeal below, free of charge, until %(day)s. Another moderator will "
        "decide.",
        day=day(last),
    )


def _facts(facts: CommentFacts) -> tuple[str, ...]:
    told = [_written(facts)]
    labels = label_words(facts.causes)
    if labels:
        told.append(
            _(
                "An automated check found that it resembles %(labels)s.",
                labels=listing(labels),
            )
        )
    rules = [cause["rule"] for cause in facts.causes if cause["kind"] == "rule"]
    told += [asked_by(rule) for rule in rules]
    if facts.reports:
        told.append(
            ngettext(
                "A reader has reported it.", "Readers have reported it.", facts.reports
            )
        )
    if facts.is_noticed:
        told.append(_("The newsroom got a notice that it is illegal."))
    if len(told) == 1:
        told.append(_("The newsroom reviewed it on its own initiative."))
    return tuple(told)


def _written(facts: CommentFacts) -> str:
    return _(
        "You wrote it on %(moment)s under “%(headline)s”.",
        moment=moment(facts.written_at),
        headline=facts.headline,
    )


def _ground(
    reason: Reason | None, words: str, rule: CitedRule | None = None, law: str = ""
) -> tuple[str, ...]:
    if law:
        ground = _("It is against the law: %(law)s", law=law)
    elif rule is not None:
        ground = _(
            "It breaks house rule %(number)s: “%(text)s”",
            number=rule.number,
            text=rule.text,
        )
    else:
        ground = _(
            "It breaks this house rule: “%(rule)s”.",
            rule=REASON_WORDS[reason or Reason.OTHER],
        )
    if not words:
        return (ground,)
    return (ground, _("The moderator writes: “%(words)s”", words=words))
