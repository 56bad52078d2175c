"""Parses thresholds from a form or a query string."""

from __future__ import annotations

import math
from collections.abc import Mapping

from auth.core.errors import InvalidError
from auth.core.translation import lazy_gettext
from moderation.policy.labels import label_words
from moderation.policy.rules import Threshold, Thresholds
from moderation.policy.services import profiles
from moderation.scoring.base.labels import Label

NO_FLAG = lazy_gettext("%(label)s, flag: please give a number from 0 to 1.")
NO_HOLD = lazy_gettext("%(label)s, hold: please give a number from 0 to 1.")


def thresholds(form: Mapping[str, str]) -> Thresholds:
    """Return the thresholds in a form or a query string.

    :raises InvalidError: naming the field that is not a number.
    """
    return {
        label: Threshold(
            _number(form, f"{label.value}-flag"), _number(form, f"{label.value}-hold")
        )
        for label in Label
    }


def readable_thresholds(form: Mapping[str, str]) -> Thresholds | None:
    """Return the thresholds in *form*; ``None`` if they are not valid."""
    try:
        found = thresholds(form)
        profiles.check(found)
    except InvalidError:
        return None
    return found


def _number(form: Mapping[str, str], name: str) -> float:
    """Return the number in the field *name*.

    :raises InvalidError: if it is not a number.
    """
    try:
        value = float(form.get(name, ""))
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        label, _dash, kind = name.rpartition("-")
        text = NO_FLAG if kind == "flag" else NO_HOLD
        words = label_words(label).capitalize()
        raise InvalidError(text % {"label": words}, {"field": name})
    return value
