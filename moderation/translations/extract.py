"""Updates the catalogues from the sources: ``make messages``.

A catalogue has no dates and no line numbers, and its texts are in the order of the
files. So it depends only on the sources.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

from moderation.translations.catalogues import (
    CATALOGUES,
    FOLDER,
    READERS,
    STAFF,
    catalogue_of,
)

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
CHANGING = re.compile(
    rb'^"(POT-Creation-Date|PO-Revision-Date|Generated-By|Project-Id-Version'
    rb'|Report-Msgid-Bugs-To): .*\\n"\n',
    re.MULTILINE,
)
"""Header lines that change with the date or the tool, or carry no information."""


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
    template = Catalog(domain=name, header_comment=HEAD % name, fuzzy=False)
    template.last_translator = template.language_team = ""
    return template


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


def as_file(catalogue: Catalog) -> bytes:
    """Return a catalogue in the form that is stored, without dates."""
    written = BytesIO()
    write_po(written, catalogue, width=88, sort_by_file=True, include_lineno=False)
    return CHANGING.sub(b"", written.getvalue())


def main() -> None:
    """Update the templates, and then the catalogues of all languages."""
    for name, template in templates().items():
        (FOLDER / f"{name}.pot").write_bytes(as_file(template))
        for path in sorted(FOLDER.glob(f"*/LC_MESSAGES/{name}.po")):
            translated = read_po(path.open("rb"), locale=path.parts[-3], domain=name)
            translated.update(template)
            path.write_bytes(as_file(translated))


if __name__ == "__main__":
    main()
