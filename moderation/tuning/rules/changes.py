"""Describes the changes from one version of a profile to the next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auth.core.translation import LazyText, lazy_gettext
from auth.core.translation import gettext as _
from moderation.policy.labels import label_words, threshold_words

SETTINGS: dict[str, LazyText] = {
    "most_links": lazy_gettext("links allowed"),
    "first_held": lazy_gettext("first comments held"),
    "unreadable": lazy_gettext(
        "comments in a language that the classifier cannot read"
    ),
    "bans_need_two": lazy_gettext("bans need a second moderator"),
}
KINDS = {
    "flag": lazy_gettext("%(label)s, flag"),
    "hold": lazy_gettext("%(label)s, hold"),
}
WORDS = {
    "publish": lazy_gettext("publish"),
    "flag": lazy_gettext("flag"),
    "hold": lazy_gettext("hold"),
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
            said += _moved(KINDS[kind] % {"label": label_words(label)}, *values)
    said += _moved(
        _("when the classifier cannot answer"), before["fallback"], after["fallback"]
    )
    for key in sorted({*before["handling"], *after["handling"]}):
        values = before["handling"].get(key), after["handling"].get(key)
        said += _moved(str(SETTINGS.get(key, key.replace("_", " "))), *values)
    return said


def _moved(name: str, before: object, after: object) -> list[str]:
    return [] if before == after else [f"{name}: {_word(before)} → {_word(after)}"]


def _word(value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, float):
        return threshold_words(value)
    if value is None or value == "":
        return _("none")
    return str(WORDS.get(str(value), value))
