"""Translates texts into the language of the request, or of a mail's recipient.

A text is written in English where it is used. Placeholders are named:
``_("Hello %(name)s", name=…)``. A per cent sign is written ``%%``. Outside a request
and a block of :func:`speaking`, and for languages without a catalogue, the English text
is used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from gettext import NullTranslations
from typing import Any

from babel import Locale
from flask import current_app, g
from flask.globals import _cv_app
from flask_babel import get_domain

SOURCE = NullTranslations()
"""Returns every text unchanged, in English."""
SOURCE_LOCALE = Locale("en", "GB")
"""The texts in the code are English, with the dates of British newspapers."""


@dataclass(frozen=True)
class Spoken:
    """The language and time zone in which a block writes to somebody."""

    locale: Locale
    zone: tzinfo
    catalogue: NullTranslations


@dataclass
class Catalogues:
    """Where translations come from. The application sets it when it is composed."""

    load: Callable[[Locale], NullTranslations]


CATALOGUES = Catalogues(lambda _locale: SOURCE)
_SPOKEN: ContextVar[Spoken | None] = ContextVar("spoken", default=None)


@contextmanager
def speaking(language: str, *, zone: tzinfo = UTC) -> Iterator[None]:
    """Write the texts, dates and numbers of a block in *language*.

    Mail uses it, which is in the language of its recipient: most often there is no
    request, and otherwise it is somebody else's.
    """
    locale = locale_of(language)
    spoken = Spoken(locale, zone, CATALOGUES.load(locale))
    before = _SPOKEN.set(spoken)
    try:
        yield
    finally:
        _SPOKEN.reset(before)


def spoken() -> Spoken | None:
    """Return what the surrounding block of :func:`speaking` has set."""
    return _SPOKEN.get()


def locale_of(language: str) -> Locale:
    """Return the locale of the language with a code such as ``de`` or ``pt_BR``."""
    is_source = language in ("", SOURCE_LOCALE.language)
    return SOURCE_LOCALE if is_source else Locale.parse(language)


def kept() -> Any:
    """Return what Flask-Babel keeps for this request, ``None`` before it has anything.

    It is emptied where the language of the request is changed.
    """
    # Its own look-up costs ten times as much, and that through g three times.
    context = _cv_app.get(None)
    return None if context is None else getattr(context.g, "_flask_babel", None)


def catalogue() -> NullTranslations:
    """Return the translations for this block or request. They are loaded once."""
    if (block := _SPOKEN.get()) is not None:
        return block.catalogue
    found: NullTranslations | None = getattr(kept(), "babel_translations", None)
    return found or _look_up()


def is_in_request() -> bool:
    """Whether there is a request in an application that has translations."""
    return bool(g) and "babel" in current_app.extensions


def _look_up() -> NullTranslations:
    if not is_in_request():
        return SOURCE
    found: NullTranslations = get_domain().get_translations()
    kept().babel_translations = found
    return found


def gettext(text: str, /, **values: Any) -> str:
    """Return *text* in the language of the request, with *values* filled in."""
    return catalogue().gettext(text) % values


def ngettext(one: str, many: str, num: int, /, **values: Any) -> str:
    """Return the singular or plural form for *num*, with the placeholder ``num``."""
    return catalogue().ngettext(one, many, num) % {"num": num, **values}


def pgettext(context: str, text: str, /, **values: Any) -> str:
    """Return the translation of *text* that fits the meaning *context*."""
    return catalogue().pgettext(context, text) % values


def marked(text: str) -> str:
    """Return *text* unchanged. The call only adds it to the catalogue.

    Use it for messages of a library, which are translated when they are shown.
    """
    return text


@dataclass(frozen=True)
class LazyText:
    """A text that is translated each time it is shown.

    It is in a module's table, or is written where nobody knows who will read it.
    """

    text: str
    values: Mapping[str, Any] = field(default_factory=dict, hash=False)

    @classmethod
    def of(cls, text: str) -> LazyText:
        """Return what shows *text*, which is no template, as it is."""
        return cls(text.replace("%", "%%"))

    def __str__(self) -> str:
        return gettext(self.text, **self.values)

    def __mod__(self, values: Mapping[str, Any]) -> str:
        """Return the translation with *values* in its placeholders."""
        return gettext(self.text, **values)


def lazy_gettext(text: str, /, **values: Any) -> LazyText:
    """Return *text* to be translated, and filled with *values*, when it is shown."""
    return LazyText(text, values)
