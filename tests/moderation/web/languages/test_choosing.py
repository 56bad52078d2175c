"""The language of a page follows from its address, the reader and the site."""

from __future__ import annotations

import pytest

from auth.core.permissions import Role
from moderation.discussion.models import Comment, Revision
from moderation.discussion.services import versions
from moderation.web.languages import texts
from tests import pages
from tests.calling import Newsroom
from tests.languages import offer, prefer

PAGE = "/articles/truce"
GERMAN, ENGLISH = "Nutzungsregeln", "House rules"


def language_of(page: str) -> str | None:
    return pages.tags(page, "html")[0]["lang"]


def test_a_site_has_its_language(called: Newsroom) -> None:
    offer(called, "de", "en")

    page = called.visitor().client.get(PAGE).text

    assert language_of(page) == "de"
    assert GERMAN in page
    assert ENGLISH not in page


def test_an_address_names_another_language_and_its_links_keep_it(
    called: Newsroom,
) -> None:
    offer(called, "en", "de")

    page = called.visitor().client.get(f"{PAGE}?lang=de").text

    assert language_of(page) == "de"
    assert "/rules?lang=de" in page


@pytest.mark.parametrize("asked", ["it", "xx", "../de", ""])
def test_a_language_that_the_site_does_not_offer_changes_nothing(
    called: Newsroom, asked: str
) -> None:
    offer(called, "en", "de")

    page = called.visitor().client.get(f"{PAGE}?lang={asked}").text

    assert language_of(page) == "en-GB"


@pytest.mark.parametrize(
    "path", ["/register?next=/articles/truce", PAGE, f"{PAGE}?sort=oldest"]
)
def test_a_page_leads_to_itself_in_the_other_language(
    called: Newsroom, path: str
) -> None:
    offer(called, "en", "de")

    page = called.visitor().client.get(path).text

    [link] = [each for each in pages.tags(page, "a") if each.get("hreflang") == "de"]
    german = called.visitor().client.get(link["href"] or "").text
    assert language_of(german) == "de"
    assert (link["href"] or "").partition("?")[0] == path.partition("?")[0]


@pytest.mark.parametrize("path", ["/%5Celsewhere.example", "/%09/elsewhere.example"])
def test_an_address_without_a_page_leads_to_no_other_site(
    called: Newsroom, path: str
) -> None:
    offer(called, "en", "de")

    page = called.visitor().client.get(path).text

    [link] = [each for each in pages.tags(page, "a") if each.get("hreflang") == "de"]
    assert link["href"] == f"{path}?lang=de"


def test_both_languages_of_a_page_are_kept_apart(called: Newsroom) -> None:
    offer(called, "en", "de")
    visitor = called.visitor().client

    german = [visitor.get(f"{PAGE}?lang=de") for _ in range(2)]
    english = [visitor.get(PAGE) for _ in range(2)]

    assert [language_of(each.text) for each in german] == ["de", "de"]
    assert [language_of(each.text) for each in english] == ["en-GB", "en-GB"]
    assert german[0].headers["Cache-Control"].startswith("public")
    assert german[0].headers["ETag"] != english[0].headers["ETag"]


def test_no_header_of_the_browser_chooses_the_language(called: Newsroom) -> None:
    offer(called, "en", "de")

    answer = called.visitor().client.get(PAGE, headers={"Accept-Language": "de"})

    assert language_of(answer.text) == "en-GB"
    assert "Accept-Language" not in answer.headers.get("Vary", "")


def test_a_site_that_changes_its_language_changes_kept_pages(called: Newsroom) -> None:
    visitor = called.visitor().client
    visitor.get(PAGE)

    offer(called, "de")

    assert language_of(visitor.get(PAGE).text) == "de"


def test_a_reader_reads_in_the_language_that_they_prefer(called: Newsroom) -> None:
    offer(called, "en", "de")
    reader, _ = called.person("Nour")

    reader.send("/account/language", language="de")

    assert language_of(reader.client.get(PAGE).text) == "de"


def test_the_message_about_a_new_language_is_in_it(called: Newsroom) -> None:
    offer(called, "en", "de")
    reader, _ = called.person("Nour")

    reader.send("/account/language", language="de")

    assert "Gespeichert." in reader.client.get("/account").text


def test_a_language_that_nobody_offers_cannot_be_preferred(called: Newsroom) -> None:
    offer(called, "en", "de")
    reader, _ = called.person("Nour")

    assert reader.send("/account/language", language="xx").status_code == 422


def test_staff_pages_are_in_english_where_they_are_not_translated(
    called: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("moderation.web.languages.choosing.FOR_STAFF", ("en",))
    offer(called, "de")
    moderator, _ = called.person("Mo", Role.MODERATOR)

    assert language_of(moderator.client.get("/queue").text) == "en-GB"
    assert language_of(moderator.client.get(PAGE).text) == "de"


def test_a_moderator_can_prefer_a_language_that_readers_are_not_offered(
    called: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("moderation.web.languages.choosing.FOR_STAFF", ("en", "de"))
    moderator, actor = called.person("Mo", Role.MODERATOR)
    prefer(called, actor.account_id, "de")

    assert language_of(moderator.client.get("/queue").text) == "de"
    assert language_of(moderator.client.get(PAGE).text) == "en-GB"


def test_a_frame_takes_the_language_of_the_page_around_it(called: Newsroom) -> None:
    offer(called, "en", "de")

    page = called.visitor().client.get(f"/embed{PAGE}?lang=de-CH").text

    assert language_of(page) == "de"


def test_arabic_pages_run_from_right_to_left(called: Newsroom) -> None:
    offer(called, "ar")

    html = pages.tags(called.visitor().client.get(PAGE).text, "html")[0]

    assert (html["lang"], html["dir"]) == ("ar", "rtl")


def test_a_comment_says_in_which_language_it_is(called: Newsroom) -> None:
    _, author = called.person("Nour")
    comment_id = called.comment(author, "Das ist ein sehr vernünftiger Vorschlag.")
    with called.database.unit_of_work(write=True) as work:
        comment = work.session.get_one(Comment, comment_id)
        shown = work.session.get_one(Revision, comment.shown_revision_id)
        shown.language = "de"
        # As the worker does after the check of a text.
        versions.raise_for(work.session, [comment.article_id])

    page = called.visitor().client.get(PAGE).text

    [text] = [
        each for each in pages.tags(page, "div") if each.get("class") == "comment-text"
    ]
    assert text["lang"] == "de"


def test_an_unknown_host_gets_an_answer(called: Newsroom) -> None:
    answer = called.visitor().client.get("/", base_url="http://elsewhere.example")

    assert answer.status_code < 500


def test_a_text_without_a_translation_is_in_english(called: Newsroom) -> None:
    with called.app.test_request_context("/?lang=de"):
        assert texts.gettext("No such text") == "No such text"
