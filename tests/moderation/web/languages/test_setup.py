"""Dates and numbers are formatted in the language of the page."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask, render_template_string
from flask_babel import force_locale

from tests import pages, pseudo
from tests.calling import Newsroom

AT = datetime(2026, 11, 3, 8, 5, tzinfo=UTC)


def shown(app: Flask, template: str, language: str, **values: object) -> str:
    with app.test_request_context(), force_locale(language):
        return render_template_string(template, **values)


@pytest.mark.parametrize(
    ("language", "template", "said"),
    [
        ("en_GB", "{{ at|timestamp }}", "3 November 2026, 08:05 UTC"),
        ("en_GB", "{{ 12345|number }}", "12,345"),
        ("en_GB", "{{ 0.5|fixed }}", "0.50"),
        ("de", "{{ at|timestamp }}", "3. November 2026, 08:05 UTC"),
        ("de", "{{ 12345|number }}", "12.345"),
        ("de", "{{ 0.5|fixed }}", "0,50"),
    ],
)
def test_dates_and_numbers_follow_the_language(
    called: Newsroom, language: str, template: str, said: str
) -> None:
    assert shown(called.app, template, language, at=AT) == said


def test_what_is_put_into_a_text_is_escaped(called: Newsroom) -> None:
    template = '{{ _("Hello %(name)s", name=name) }}'

    assert shown(called.app, template, "en", name="<b>") == "Hello &lt;b&gt;"


def test_a_page_is_in_the_language_and_says_so(
    called: Newsroom, tmp_path: Path
) -> None:
    pseudo.write(tmp_path)

    with pseudo.speaking(called.app, tmp_path):
        page = called.visitor().client.get("/login").text

    assert "[!Ĺòĝ ìñ!]" in page
    html = pages.tags(page, "html")[0]
    assert (html["lang"], html["dir"]) == ("ar", "rtl")


def test_the_api_speaks_english_whatever_the_language(
    called: Newsroom, tmp_path: Path
) -> None:
    pseudo.write(tmp_path)

    with pseudo.speaking(called.app, tmp_path):
        answer = called.visitor().get("/articles/none/comments")

    assert "[!" not in answer.text
