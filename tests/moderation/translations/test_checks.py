"""A catalogue is checked for what a translation may get wrong."""

from __future__ import annotations

import pytest
from babel.messages.catalog import Catalog

from moderation.translations import checks

TEXT = "Hello <bdi>%(name)s</bdi>"
COUNT = ("%(num)s reply", "%(num)s replies")


def with_one(
    text: str | tuple[str, str], *forms: str, is_guess: bool = False
) -> Catalog:
    made = Catalog(locale="de")
    made.add(
        text,
        forms if isinstance(text, tuple) else forms[0],
        flags=["fuzzy"] if is_guess else [],
    )
    return made


@pytest.mark.parametrize(
    "forms", [("",), ("Antwort", "")], ids=["no translation", "no plural"]
)
def test_a_text_without_a_translation_is_missing(forms: tuple[str, ...]) -> None:
    text = TEXT if len(forms) == 1 else COUNT

    assert len(checks.missing(with_one(text, *forms))) == 1


def test_a_guess_is_found() -> None:
    assert checks.fuzzy(with_one("Post", "Senden", is_guess=True)) == ["Post"]


def test_a_translation_equal_to_the_english_is_found() -> None:
    assert checks.as_in_english(with_one("Name", "Name")) == ["Name"]


@pytest.mark.parametrize(
    "said", ["Hallo", "Hallo <bdi>%(nam)s</bdi>", "%(name)s 5 % d"]
)
def test_other_placeholders_are_found(said: str) -> None:
    assert len(checks.other_placeholders(with_one(TEXT, said))) == 1


@pytest.mark.parametrize("said", ["Hallo %(name)s", "<b>%(name)s</b>", "<bdi>%(name)s"])
def test_other_tags_are_found(said: str) -> None:
    assert len(checks.other_tags(with_one(TEXT, said))) == 1


def test_a_plural_form_may_leave_the_number_out() -> None:
    catalogue = with_one(COUNT, "eine Antwort", "%(num)s Antworten")

    assert checks.other_placeholders(catalogue) == []


def test_a_faithful_translation_passes() -> None:
    catalogue = with_one(TEXT, "<bdi>%(name)s</bdi>, guten Tag")

    assert checks.other_placeholders(catalogue) + checks.other_tags(catalogue) == []
