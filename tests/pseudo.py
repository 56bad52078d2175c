"""A language that nobody speaks, made of the catalogues: what it misses, a page shows.

Each text is written with other letters and put in brackets, "[!Ĺöĝ ïñ!]". The language
is called Arabic, so that plural forms, digits and the direction are not the English.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from babel.messages.catalog import Catalog
from flask import Flask

from moderation.translations.extract import templates
from moderation.translations.po_files import as_file

LANGUAGE = "ar"
PLAIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
ODD = "ÀƁÇĎÈƑĜĤÌĴĶĹḾÑÒṔǪŔŚŢÙṼŴẊÝŽàƀçďèƒĝĥìĵķĺḿñòṕǫŕśţùṽŵẋýž"
KEPT = re.compile(r"(%\(\w+\)[sd]|%%|<[^>]*>|&\w+;)")
"""Parts of a text that a translator leaves as they are."""


def pseudo(text: str) -> str:
    """Return *text* in the made-up language."""
    letters = str.maketrans(PLAIN, ODD)
    parts = (
        each if KEPT.fullmatch(each) else each.translate(letters)
        for each in KEPT.split(text)
    )
    return f"[!{''.join(parts)}!]"


def write(folder: Path) -> None:
    """Write both catalogues, whole, where a language is looked for."""
    inside = folder / LANGUAGE / "LC_MESSAGES"
    inside.mkdir(parents=True)
    for name, template in templates().items():
        made = Catalog(locale=LANGUAGE, domain=name)
        for each in template:
            if isinstance(each.id, tuple):
                forms = (pseudo(each.id[0]), *[pseudo(each.id[1])] * 5)
                made.add(each.id, forms, context=each.context)
            elif each.id:
                made.add(each.id, pseudo(str(each.id)), context=each.context)
        (inside / f"{name}.po").write_bytes(as_file(made))


@contextmanager
def speaking(app: Flask, folder: Path) -> Iterator[None]:
    """Make *app* answer in the language of the catalogues in *folder*."""
    settings = app.extensions["babel"]
    before = settings.default_locale, settings.translation_directories
    settings.default_locale = LANGUAGE
    settings.translation_directories = [str(folder)]
    yield
    settings.default_locale, settings.translation_directories = before
