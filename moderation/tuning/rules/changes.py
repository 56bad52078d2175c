"""Describes the changes from one version of a profile to the next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

SETTINGS = {
    "most_links": "links allowed",
    "first_held": "first comments held",
    "unreadable": "comments in a language that the classifier cannot read",
    "bans_need_two": "bans need a second moderator",
}


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Return one phrase for each value that differs.

    :param before: ``thresholds``, ``fallback`` and ``handling`` of a version.
    """
    said = []
    old, new = before["thresholds"], after["thresholds"]
    for label in sorted({*old, *new}):
        for kind in ("flag", "hold"):
            values = old.get(label, {}).get(kind), new.get(label, {}).get(kind)
            said += _moved(f"{label.replace('_', ' ')}, {kind}", *values)
    said += _moved(
        "when the classifier cannot answer", before["fallback"], after["fallback"]
    )
    for key in sorted({*before["handling"], *after["handling"]}):
        values = before["handling"].get(key), after["handling"].get(key)
        said += _moved(SETTINGS.get(key, key.replace("_", " ")), *values)
    return said


def _moved(name: str, before: object, after: object) -> list[str]:
    return [] if before == after else [f"{name}: {_word(before)} → {_word(after)}"]


def _word(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.2f}"
    return "none" if value is None or value == "" else str(value)
