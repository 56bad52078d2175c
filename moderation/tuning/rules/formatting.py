"""Figures in words, the same for a page and for its script."""

from __future__ import annotations

from auth.core.formats import fixed, number
from auth.core.translation import gettext as _
from moderation.tuning.rules.effects import Bands, Effect, Moved
from moderation.tuning.rules.shares import Rate, Share


def share_words(value: Share) -> str:
    """Return a share in per cent with its interval, or say that it is unknown."""
    if value.value is None:
        return _("unknown")
    return _(
        "%(share)s %% (%(low)s to %(high)s %% of %(of)s)",
        share=_percent(value.value),
        low=_percent(value.low),
        high=_percent(value.high),
        of=number(value.of),
    )


def rate_words(value: Rate) -> str:
    """Return a daily rate with its interval."""
    return _(
        "%(rate)s (%(low)s to %(high)s)",
        rate=_count(value.value),
        low=_count(value.low),
        high=_count(value.high),
    )


def bands_words(bands: Bands) -> str:
    """Return the number of held comments by decision."""
    return _(
        "%(right)s rejected, %(wrong)s approved, %(undecided)s without a decision",
        right=number(bands.right),
        wrong=number(bands.wrong),
        undecided=number(bands.undecided),
    )


def moved_words(moved: Moved) -> str:
    """Return a sentence about what a draft changes against the current version."""
    if not (moved.held or moved.freed):
        return _("This form holds the same comments as the version in force.")
    return _(
        "This form would have held %(held)s more; moderators approved %(approved)s of"
        " them. It would not have held %(freed)s that were held; moderators rejected"
        " %(rejected)s of them.",
        held=number(moved.held),
        approved=number(moved.held_approved),
        freed=number(moved.freed),
        rejected=number(moved.freed_rejected),
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
    return fixed(percent, 1 if is_fine else 0)


def _count(value: float) -> str:
    return fixed(value, 1) if value < 100 else number(round(value))
