"""The inputs of changes to quality checks, one frozen dataclass for each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SetBlindShares:
    """Set the shares of second reviews and of blind items.

    :param second_share: the share of decisions that another moderator repeats, 0..1.
    :param blind_share: the share of items that are shown blind, 0..1.
    """

    second_share: float
    blind_share: float


@dataclass(frozen=True)
class SetAuditSample:
    """Set the share of published comments that is drawn for review.

    :param share: 0..1.
    :param most_a_day: the most comments per day.
    """

    share: float
    most_a_day: int
