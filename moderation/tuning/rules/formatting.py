"""Figures in words, the same for a page and for its script."""

from __future__ import annotations

from moderation.tuning.rules.effects import Bands, Effect, Moved
from moderation.tuning.rules.shares import Rate, Share


def share_words(value: Share) -> str:
    """Return a share in per cent with its interval, or say that it is unknown."""
    if value.value is None:
        return "unknown"
    low, high = _percent(value.low), _percent(value.high)
    return f"{_percent(value.value)} % ({low} to {high} % of {value.of:,})"


def rate_words(value: Rate) -> str:
    """Return a daily rate with its interval."""
    return f"{_count(value.value)} ({_count(value.low)} to {_count(value.high)})"


def bands_words(bands: Bands) -> str:
    """Return the number of held comments by decision."""
    return (
        f"{bands.right:,} rejected, {bands.wrong:,} approved, "
        f"{bands.undecided:,} without a decision"
    )


def moved_words(moved: Moved) -> str:
    """Return a sentence about what a draft changes against the current version."""
    if not (moved.held or moved.freed):
        return "This form holds the same comments as the version in force."
    return (
        f"This form would have held {moved.held:,} more, of which moderators approved "
        f"{moved.held_approved:,}, and not held {moved.freed:,}, of which they "
        f"rejected {moved.freed_rejected:,}."
    )


def effect_words(effect: Effect) -> dict[str, str]:
    """Return every figure of an effect in words, by name."""
    return {
        "held_a_day": rate_words(effect.held_a_day),
        "flagged_a_day": rate_words(effect.flagged_a_day),
        "minutes_a_day": rate_words(effect.minutes_a_day),
        "false_holds": share_words(effect.false_holds),
        "misses": share_words(effect.misses),
        "slipped": share_words(effect.slipped),
        "recall": share_words(effect.recall),
        "held": bands_words(effect.held),
    }


def _percent(value: float) -> str:
    percent = value * 100
    is_fine = 0 < percent < 10 or 90 < percent < 100
    return f"{percent:.1f}" if is_fine else f"{percent:.0f}"


def _count(value: float) -> str:
    return f"{value:.1f}" if value < 100 else f"{value:,.0f}"
