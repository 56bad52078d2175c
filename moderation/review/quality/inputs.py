"""What an admin sets about quality checks: each change as one frozen input."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SetBlindShares:
    """Set how much is reviewed twice, and how much is shown blind.

    :param second_share: share of decisions that another moderator repeats, 0..1.
    :param blind_share: share of items that are shown blind, 0..1.
    """

    second_share: float
    blind_share: float


@dataclass(frozen=True)
class SetAuditSample:
    """Set how many of the comments that were let through are drawn for review.

    :param share: 0..1.
    :param most_a_day: comments a day at most.
    """

    share: float
    most_a_day: int
