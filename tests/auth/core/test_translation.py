"""Texts are English unless the request has a catalogue."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask_babel import force_locale

from auth.core.translation import (
    SOURCE_LOCALE,
    LazyText,
    gettext,
    lazy_gettext,
    ngettext,
)
from tests import pseudo
from tests.calling import Newsroom


def test_outside_a_request_a_text_is_as_it_is_written() -> None:
    assert gettext("Hello %(name)s, 100 %%", name="Ada") == "Hello Ada, 100 %"


@pytest.mark.parametrize(
    ("number", "said"), [(0, "0 keys"), (1, "1 key"), (2, "2 keys")]
)
def test_a_number_chooses_the_form_of_its_noun(number: int, said: str) -> None:
    assert ngettext("%(num)s key", "%(num)s keys", number) == said


def test_a_text_in_a_table_is_translated_when_it_is_shown(
    called: Newsroom, tmp_path: Path
) -> None:
    pseudo.write(tmp_path)
    words = lazy_gettext("%(day)s, %(time)s")

    with pseudo.speaking(called.app, tmp_path), called.app.test_request_context():
        shown = str(LazyText("Log in"))

    assert shown == "[!Ĺòĝ ìñ!]"
    assert words.text == "%(day)s, %(time)s"


def test_the_language_can_change_within_a_request(
    called: Newsroom, tmp_path: Path
) -> None:
    pseudo.write(tmp_path)

    with pseudo.speaking(called.app, tmp_path), called.app.test_request_context():
        before = gettext("Log in")
        with force_locale(SOURCE_LOCALE):
            between = gettext("Log in")
        after = gettext("Log in")

    assert (before, between, after) == ("[!Ĺòĝ ìñ!]", "Log in", "[!Ĺòĝ ìñ!]")
