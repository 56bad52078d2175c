"""Reads and writes the catalogues of a language, the ``.po`` files.

They are loaded as they are: there are no compiled files that could be forgotten or
outdated. That takes about a tenth of a second a language, once a process.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from gettext import NullTranslations
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from babel.support import Translations

from moderation.translations.catalogues import CATALOGUES, FOLDER

CHANGING = re.compile(
    rb'^"(POT-Creation-Date|PO-Revision-Date|Generated-By|Project-Id-Version'
    rb'|Report-Msgid-Bugs-To|Last-Translator|Language-Team): .*\\n"\n',
    re.MULTILINE,
)
"""Header lines that change with the date or the tool, or carry no information."""


def path_of(code: str, name: str, folder: Path = FOLDER) -> Path:
    """Return the file of the catalogue *name* in a language."""
    return folder / code / "LC_MESSAGES" / f"{name}.po"


def read(code: str, name: str, folder: Path = FOLDER) -> Catalog:
    """Return the catalogue *name* of a language."""
    with path_of(code, name, folder).open("rb") as file:
        return read_po(file, locale=code, domain=name)


def as_file(catalogue: Catalog) -> bytes:
    """Return a catalogue in the form that is stored, without dates."""
    written = BytesIO()
    write_po(written, catalogue, width=88, sort_by_file=True, include_lineno=False)
    return CHANGING.sub(b"", written.getvalue())


@lru_cache(maxsize=64)
def kept(locale: Locale, folder: Path = FOLDER) -> NullTranslations:
    """Return the translations for *locale*, loaded once a process."""
    return loaded(locale, folder)


def loaded(locale: Locale, folder: Path = FOLDER) -> NullTranslations:
    """Return the translations for *locale* from all catalogues.

    A text that is missing or marked as fuzzy is returned in English.
    """
    code = next(
        (each for each in _codes(locale) if (folder / each).is_dir()), str(locale)
    )
    names = [each for each in CATALOGUES if path_of(code, each, folder).exists()]
    return _merged([_compiled(read(code, each, folder)) for each in names])


def _codes(locale: Locale) -> tuple[str, str]:
    return str(locale), locale.language


def _merged(found: Sequence[Translations]) -> NullTranslations:
    if not found:
        return NullTranslations()
    first, *others = found
    for each in others:
        first.merge(each)
    return first


def _compiled(catalogue: Catalog) -> Translations:
    file = BytesIO()
    write_mo(file, catalogue)
    file.seek(0)
    return Translations(file, domain=catalogue.domain)
