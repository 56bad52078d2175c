"""Reading the tuner's forms. Only its pages use them."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import Any

from flask import request
from werkzeug.datastructures import MultiDict

from auth.core.errors import InvalidError
from moderation.policy.rules import Threshold, Thresholds, VerdictKind
from moderation.policy.services import profiles
from moderation.scoring.base.labels import Label
from moderation.web.request import form_choice, form_number


def thresholds(form: MultiDict[str, str]) -> Thresholds:
    """Return the thresholds that a form or a query holds.

    :raises InvalidError: naming the field that is no number.
    """
    return {
        label: Threshold(
            number(form, f"{label.value}-flag"), number(form, f"{label.value}-hold")
        )
        for label in Label
    }


def readable_thresholds(form: MultiDict[str, str]) -> Thresholds | None:
    """Return the thresholds that *form* holds; ``None`` if they cannot be in force."""
    try:
        found = thresholds(form)
        profiles.check(found)
    except InvalidError:
        return None
    return found


def number(form: MultiDict[str, str], name: str) -> float:
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
            f"{words}: please give a number from 0 to 1.", {"field": name}
        )
    return value


def moment(form: MultiDict[str, str], name: str) -> datetime | None:
    """Return the moment in the field *name*, in UTC; ``None`` if it is empty.

    :raises InvalidError: if it is none.
    """
    text = form.get(name, "").strip()
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)
    except ValueError as error:
        raise InvalidError("Please give a date and a time.", {"field": name}) from error


def lines(name: str) -> list[str]:
    """Return the lines of the field *name* that hold something."""
    found = (" ".join(each.split()) for each in request.form.get(name, "").split("\n"))
    return [each for each in found if each]


def fallback() -> VerdictKind:
    """Return what the form makes of comments that the classifier cannot answer for."""
    return form_choice("fallback", VerdictKind) or VerdictKind.HOLD


def handling() -> dict[str, Any]:
    """Return the handling rules that the form holds."""
    return {
        "most_links": form_number("most_links"),
        "first_held": form_number("first_held"),
        "unreadable": form_choice("unreadable", VerdictKind),
        # Only an express word takes the second person away.
        "bans_need_two": request.form.get("bans_need_two") != "no",
    }
