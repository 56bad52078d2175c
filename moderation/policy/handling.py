"""Checks the handling rules of a profile, which exist beside its thresholds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auth.core.errors import InvalidError
from auth.core.translation import gettext as _
from moderation.policy.rules import VerdictKind

MOST_LINKS = 100
MOST_FIRST_HELD = 10


def checked(handling: Mapping[str, Any]) -> dict[str, Any]:
    """Return handling rules in the form that a version stores.

    :param handling: ``most_links`` (``None``: no limit), ``first_held``, ``unreadable``
        if it differs from the fallback verdict, and ``bans_need_two``, which is true
        by default.
    :raises InvalidError: naming the rule that is invalid.
    """
    links, first = handling.get("most_links"), handling.get("first_held") or 0
    if links is not None and not 0 <= links <= MOST_LINKS:
        message = _(
            "Links: a number from 0 to %(most)s, or nothing for no limit.",
            most=MOST_LINKS,
        )
        raise InvalidError(message, {"rule": "most_links"})
    if not 0 <= first <= MOST_FIRST_HELD:
        message = _(
            "First comments: a number from 0 to %(most)s.", most=MOST_FIRST_HELD
        )
        raise InvalidError(message, {"rule": "first_held"})
    kept = {**handling, "most_links": links, "first_held": first}
    unreadable = kept.pop("unreadable", None)
    if unreadable is not None:
        kept["unreadable"] = VerdictKind(unreadable).value
    if kept.pop("bans_need_two", True) is False:
        kept["bans_need_two"] = False
    return kept
