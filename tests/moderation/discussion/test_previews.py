"""What search engines and link previews read of a page."""

from __future__ import annotations

import json
import re

import pytest

from moderation.discussion.rules import Status
from tests import newsroom
from tests.calling import Newsroom
from tests.pages import tags

PAGES = {
    "/": "/",
    "/articles/truce": "/articles/truce",
    "/articles/truce?sort=most_replied": "/articles/truce",
    "/articles/truce?sort=oldest&after=1": "/articles/truce?after=1&sort=oldest",
    "/threads/1": "/threads/1",
    "/readers/nour": "/readers/nour",
}


@pytest.mark.parametrize("page", PAGES)
def test_a_public_page_tells_its_address_and_what_it_is_about(
    called: Newsroom, page: str
) -> None:
    _, author = called.person("Nour")
    called.comment(author, "A first word.")

    shown = called.visitor().client.get(page).get_data(as_text=True)

    address = f"http://localhost{PAGES[page]}"
    told = {
        each.get("property") or each["name"]: each["content"]
        for each in tags(shown, "meta")
        if "content" in each
    }
    canonical = [each for each in tags(shown, "link") if each["rel"] == "canonical"]
    assert [each["href"] for each in canonical] == [address]
    assert told["og:url"] == address
    assert told["og:title"]
    assert told["description"] == told["og:description"] != ""


def test_the_page_of_a_story_elsewhere_names_the_story(called: Newsroom) -> None:
    story = "https://news.example/truce"
    with called.database.unit_of_work(write=True) as work:
        article = newsroom.article(work.session, now=work.now)
        article.url = story

    shown = called.visitor().client.get("/articles/truce").get_data(as_text=True)

    canonical = [each for each in tags(shown, "link") if each["rel"] == "canonical"]
    assert [each["href"] for each in canonical] == [story]
    assert f'<h1><a href="{story}">' in shown


def test_a_thread_is_told_to_search_engines_without_what_is_hidden(
    called: Newsroom,
) -> None:
    _, author = called.person("Nour")
    head = called.comment(author, "A first </script> word.")
    called.comment(author, "An answer.", parent_id=head)
    called.comment(author, "A doubt.", parent_id=head, status=Status.HELD)

    shown = called.visitor().client.get(f"/threads/{head}").get_data(as_text=True)

    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', shown)
    assert found
    data = json.loads(found[1])
    assert data["@type"] == "DiscussionForumPosting"
    assert (data["author"]["name"], data["text"][:7]) == ("Nour", "A first")
    assert [each["text"] for each in data["comment"]] == ["An answer."]


def test_the_preview_names_the_person_who_is_logged_in(called: Newsroom) -> None:
    reader, _ = called.person("Nour")

    page = reader.client.get("/").get_data(as_text=True)

    assert "Logged in as </span><bdi>Nour</bdi>" in page


def test_the_form_says_that_markdown_works(called: Newsroom) -> None:
    reader, _ = called.person("Nour")

    page = reader.client.get("/articles/truce").get_data(as_text=True)

    assert "*italics*" in page
