"""The catalogues of the languages are what their table claims."""

from __future__ import annotations

from functools import lru_cache

import pytest
from babel.messages.catalog import Catalog

from moderation.translations import checks, extract
from moderation.translations.catalogues import FOLDER
from moderation.translations.languages import TRANSLATED
from moderation.translations.po_files import as_file, path_of, read

EVERY = [(each.code, name) for each in TRANSLATED for name in each.catalogues]
COMPLETE = [(each.code, name) for each in TRANSLATED for name in each.complete]


@lru_cache
def templates() -> dict[str, Catalog]:
    return extract.templates()


@pytest.mark.parametrize(("code", "name"), EVERY)
def test_a_catalogue_has_the_texts_of_the_sources(code: str, name: str) -> None:
    """If this fails, run ``make messages``."""
    anew = as_file(extract.updated(code, name, templates()[name]))

    assert path_of(code, name).read_bytes() == anew


@pytest.mark.parametrize(("code", "name"), EVERY)
def test_translations_keep_the_placeholders_and_the_tags(code: str, name: str) -> None:
    found = read(code, name)

    assert checks.other_placeholders(found) == []
    assert checks.other_tags(found) == []


@pytest.mark.parametrize(("code", "name"), COMPLETE)
def test_a_complete_catalogue_lacks_no_translation(code: str, name: str) -> None:
    found = read(code, name)

    assert checks.missing(found) == []
    assert checks.fuzzy(found) == []


@pytest.mark.parametrize(("code", "name"), COMPLETE)
def test_few_translations_are_equal_to_the_english(code: str, name: str) -> None:
    found = read(code, name)

    same = checks.as_in_english(found)
    assert len(same) <= checks.MOST_AS_IN_ENGLISH * len(found), same


def test_every_folder_is_a_language_of_the_table() -> None:
    folders = {each.parents[1].name for each in FOLDER.glob("*/LC_MESSAGES/*.po")}

    assert folders == {each.code for each in TRANSLATED}
