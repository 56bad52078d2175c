"""The functions that templates translate with. What they fill in is escaped."""

from __future__ import annotations

from functools import lru_cache
from gettext import NullTranslations
from typing import Any

from markupsafe import Markup, escape

from auth.core import translation


def gettext(text: str, /, **values: Any) -> Markup:
    """Return *text* in the language of the page, with *values* filled in."""
    found = _translated(translation.catalogue(), text)
    return _filled(found, values) if values else _finished(found)


def ngettext(one: str, many: str, num: int, /, **values: Any) -> Markup:
    """Return the singular or plural form for *num*."""
    found = translation.catalogue().ngettext(one, many, num)
    return _filled(found, {"num": num, **values})


def pgettext(meaning: str, text: str, /, **values: Any) -> Markup:
    """Return the translation of *text* that fits *meaning*."""
    return _filled(translation.catalogue().pgettext(meaning, text), values)


@lru_cache(maxsize=8192)
def _translated(catalogue: NullTranslations, text: str) -> str:
    return catalogue.gettext(text)


@lru_cache(maxsize=8192)
def _finished(text: str) -> Markup:
    return Markup(text % {})  # noqa: S704  A text of ours or of a translator.


def _filled(text: str, values: dict[str, Any]) -> Markup:
    """Return *text* with the escaped *values* filled in."""
    safe = {name: escape(value) for name, value in values.items()}
    return Markup(text % safe)  # noqa: S704  As above.
