"""Texts that are stored as they are written, and said when they are read."""

from __future__ import annotations

import pytest
from sqlalchemy.dialects import sqlite

from auth.core.translation import LazyText, lazy_gettext
from moderation.platform.stored_texts import StoredText

DIALECT = sqlite.dialect()


def stored(text: LazyText | None) -> str:
    return StoredText().process_bind_param(text, DIALECT)


def read(column: str) -> LazyText | None:
    return StoredText().process_result_value(column, DIALECT)


@pytest.mark.parametrize(
    "text",
    [
        lazy_gettext("The file is empty."),
        lazy_gettext("%(count)s of %(name)s at 5%% “so”", count=3, name="[a\0b]%s"),
        LazyText.of("[1] It is at 100 %."),
        None,
    ],
    ids=["plain", "with values", "that is no template", "none"],
)
def test_a_text_is_read_as_it_was_stored(text: LazyText | None) -> None:
    found = read(stored(text))

    assert str(found) == str(text)
    assert "\0" not in stored(text)


def test_a_value_is_stored_in_its_own_words() -> None:
    text = lazy_gettext("It failed: %(error)s", error=ValueError("no such file"))

    assert str(read(stored(text))) == "It failed: no such file"


def test_what_an_earlier_version_stored_is_read_as_it_is() -> None:
    assert str(read("Line 7 is at 100 %: no")) == "Line 7 is at 100 %: no"


def test_a_text_that_is_translated_already_is_refused() -> None:
    with pytest.raises(TypeError, match="cannot be translated later"):
        stored("The file is empty.")  # type: ignore[arg-type]
