"""The inputs of appeals, one frozen dataclass for each change."""

from __future__ import annotations

from dataclasses import dataclass

from moderation.review.appeals.rules import AppealOutcome


@dataclass(frozen=True)
class AppealComment:
    """Appeal against the rejection of one's own comment, or against its hold.

    :param text: why the decision is wrong.
    """

    comment_id: int
    text: str


@dataclass(frozen=True)
class AppealSanction:
    """Appeal against a sanction.

    :param text: why the sanction is wrong.
    """

    sanction_id: int
    text: str


@dataclass(frozen=True)
class AnswerAppeal:
    """Uphold or overturn a sanction against which the author appealed.

    :param reason: the explanation that the author reads.
    """

    appeal_id: int
    outcome: AppealOutcome
    reason: str
