"""The catalogues match the sources, and each text is in one of them."""

from __future__ import annotations

from fnmatch import fnmatchcase

import pytest
from babel.messages.catalog import Catalog

from moderation.translations.catalogues import (
    CATALOGUES,
    FOLDER,
    PLACES,
    catalogue_of,
)
from moderation.translations.extract import ROOT, sources, templates
from moderation.translations.po_files import as_file


@pytest.fixture(scope="module")
def made() -> dict[str, Catalog]:
    return templates()


@pytest.mark.parametrize("name", CATALOGUES)
def test_a_catalogue_is_as_the_sources_are(name: str, made: dict[str, Catalog]) -> None:
    """If this fails, run ``make messages``."""
    kept = (FOLDER / f"{name}.pot").read_bytes()

    assert kept == as_file(made[name])


def test_no_text_stands_in_both_catalogues(made: dict[str, Catalog]) -> None:
    first, second = (
        {(each.id, each.context) for each in made[name] if each.id}
        for name in CATALOGUES
    )

    assert not first & second


def test_every_place_is_still_there() -> None:
    paths = [path.relative_to(ROOT).as_posix() for path in sources()]
    patterns = [pattern for pattern, _ in PLACES]
    decisive = {
        next(each for each in patterns if fnmatchcase(path, each)) for path in paths
    }

    assert decisive == set(patterns)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("auth/templates/auth/login.html", "readers"),
        ("auth/templates/auth/keys.html", "staff"),
        ("moderation/templates/layout.html", "readers"),
        ("moderation/review/templates/review/queue.html", "staff"),
        ("moderation/tuning/pages.py", "staff"),
        ("moderation/review/statements/rules.py", "readers"),
        ("moderation/a_new_room/templates/page.html", "readers"),
    ],
)
def test_the_path_says_whose_catalogue_it_is(path: str, name: str) -> None:
    assert catalogue_of(path) == name


def test_placeholders_are_named(made: dict[str, Catalog]) -> None:
    nameless = [
        each.id
        for name in CATALOGUES
        for each in made[name]
        if each.id and ("{" in str(each.id) or "%s" in str(each.id))
    ]

    assert nameless == []
