"""Thresholds as a form or the query of an address holds them."""

from __future__ import annotations

import math
from collections.abc import Mapping

from auth.core.errors import InvalidError
from auth.core.translation import gettext as _
from moderation.policy.rules import Threshold, Thresholds
from moderation.policy.services import profiles
from moderation.scoring.base.labels import Label


def thresholds(form: Mapping[str, str]) -> Thresholds:
    """Return the thresholds that a form or a query holds.

    :raises InvalidError: naming the field that is no number.
    """
    return {
        label: Threshold(
            _number(form, f"{label.value}-flag"), _number(form, f"{label.value}-hold")
        )
        for label in Label
    }


def readable_thresholds(form: Mapping[str, str]) -> Thresholds | None:
    """Return the thresholds that *form* holds; ``None`` if they cannot be in force."""
    try:
        found = thresholds(form)
        profiles.check(found)
    except InvalidError:
        return None
    return found


def _number(form: Mapping[str, str], name: str) -> float:
    """Return the number in the field *name*.

    :raises InvalidError: if it is none.
    """
    try:
        value = float(form.get(name, ""))
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        words = name.replace("-", ": ").replace("_", " ").capitalize()
        raise InvalidError(
            _("%(words)s: please give a number from 0 to 1.", words=words),
            {"field": name},
        )
    return value
