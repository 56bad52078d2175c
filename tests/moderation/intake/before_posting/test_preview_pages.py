"""Readers see their comment before they post it, without JavaScript as well."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import update

from auth.core.models import Site
from tests.calling import Caller, Newsroom
from tests.pages import tags

ARTICLE = "/articles/truce"
PREVIEW = f"{ARTICLE}/comments/preview"
TEXT = "The bridge is *open*."


@pytest.fixture
def nour(called: Newsroom) -> Caller:
    """A reader."""
    return called.person("Nour")[0]


def preview(reader: Caller, text: str = TEXT, **form: str) -> Any:
    return reader.send(PREVIEW, text=text, idempotency_key="k" * 20, **form)


def test_a_preview_shows_the_comment_and_stores_nothing(
    called: Newsroom, nour: Caller
) -> None:
    before = called.rows()

    answer = preview(nour)

    assert answer.status_code == 200
    assert "<p>The bridge is <em>open</em>.</p>" in answer.get_data(as_text=True)
    assert called.rows() == before


def test_the_form_of_a_preview_posts_what_was_previewed(
    called: Newsroom, nour: Caller
) -> None:
    head = called.comment(called.person_alone("Lena"), "A first word.")
    page = preview(nour, parent_id=str(head), next=ARTICLE).get_data(as_text=True)
    [form] = [each for each in tags(page, "form") if each.get("class") == "write"]
    hidden = [each for each in tags(page, "input") if each.get("type") == "hidden"]
    sent = {each["name"]: each["value"] for each in hidden}

    answer = nour.send(form["action"], **{**sent, "text": TEXT})

    assert answer.location == f"{ARTICLE}#comment-{head + 1}"
    assert f"{TEXT}</textarea>" in page


def test_an_empty_text_has_no_preview(nour: Caller) -> None:
    answer = preview(nour, "  ")

    assert answer.status_code == 422
    assert "Please write something first." in answer.get_data(as_text=True)


def test_a_preview_keeps_the_draft_of_the_browser(nour: Caller) -> None:
    page = preview(nour, draft="truce/new").get_data(as_text=True)

    assert 'data-draft="truce/new"' in page
    assert "data-accepted" not in page


def test_a_site_can_switch_previews_off(called: Newsroom, nour: Caller) -> None:
    before = nour.client.get(ARTICLE).get_data(as_text=True)

    with called.database.unit_of_work(write=True) as work:
        work.session.execute(update(Site).values(has_previews=False))

    assert [PREVIEW in before, preview(nour).status_code] == [True, 404]
    assert PREVIEW not in nour.client.get(ARTICLE).get_data(as_text=True)
