"""Updates the catalogues from the sources: ``make messages``.

A catalogue has no dates and no line numbers, and its texts are in the order of the
files. So it depends only on the sources.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.extract import extract

from moderation.translations.catalogues import (
    CATALOGUES,
    FOLDER,
    READERS,
    STAFF,
    catalogue_of,
)
from moderation.translations.checks import fuzzy, missing
from moderation.translations.languages import TRANSLATED
from moderation.translations.po_files import as_file, path_of, read

ROOT = FOLDER.parents[1]
KEYWORDS = {
    "_": None,
    "gettext": None,
    "lazy_gettext": None,
    "marked": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}
METHODS = {".py": "python", ".html": "jinja2", ".txt": "jinja2"}
NOTES = ("Translators:",)
"""How a comment for translators begins."""
HAS_TEXTS = re.compile(rb"\b(_|[np]?gettext|lazy_gettext|marked)\(|\{%-? *trans\b")
HEAD = "# The texts in Ceasefire's catalogue “%s”. See docs/translating.md."
HEAD_OF_LANGUAGE = "# Ceasefire's catalogue “%s” in %s. See docs/translating.md."


def sources() -> Iterator[Path]:
    """Yield the files that may contain texts, in order."""
    for package in ("auth", "moderation"):
        for path in sorted((ROOT / package).rglob("*")):
            is_template = "templates" in path.parts
            if path.suffix == ".py" or (is_template and path.suffix in METHODS):
                yield path


def templates() -> dict[str, Catalog]:
    """Return the template of each catalogue, by name, from the current sources."""
    made = {name: _empty(name) for name in CATALOGUES}
    for path in sources():
        place = path.relative_to(ROOT).as_posix()
        for text, comments, context in _texts(path):
            made[catalogue_of(place)].add(
                text, locations=[(place, 0)], auto_comments=comments, context=context
            )
    for each in made[READERS]:
        if each.id:
            made[STAFF].delete(each.id, each.context)
    return made


def _empty(name: str) -> Catalog:
    return Catalog(domain=name, header_comment=HEAD % name, fuzzy=False)


def _texts(path: Path) -> Iterator[tuple[str | tuple[str, ...], list[str], str | None]]:
    source = path.read_bytes()
    if not HAS_TEXTS.search(source):
        return
    found = extract(
        METHODS[path.suffix],
        BytesIO(source),
        KEYWORDS,
        NOTES,
        {"trimmed": "true", "silent": "false", "newstyle_gettext": "true"},
        strip_comment_tags=True,
    )
    for _, text, comments, context in found:
        yield text, comments, context


def updated(code: str, name: str, template: Catalog) -> Catalog:
    """Return the catalogue of a language with the texts of *template*.

    A new text that resembles a former one gets its translation as a guess, marked as
    fuzzy. Texts that are gone are left out.
    """
    if path_of(code, name).exists():
        made = read(code, name)
    else:
        made = Catalog(locale=code, domain=name, fuzzy=False)
    made.update(template)
    made.obsolete.clear()
    made.header_comment = HEAD_OF_LANGUAGE % (name, Locale.parse(code).english_name)
    return made


def main() -> None:
    """Update the templates, and then the catalogues of all languages."""
    for name, template in templates().items():
        (FOLDER / f"{name}.pot").write_bytes(as_file(template))
        for language in TRANSLATED:
            if name in language.catalogues:
                _update(language.code, name, template)


def _update(code: str, name: str, template: Catalog) -> None:
    catalogue = updated(code, name, template)
    path = path_of(code, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(as_file(catalogue))
    todo = len(missing(catalogue)), len(fuzzy(catalogue))
    if any(todo):
        sys.stdout.write(f"{code}/{name}: {todo[0]} missing, {todo[1]} fuzzy\n")


if __name__ == "__main__":
    main()
