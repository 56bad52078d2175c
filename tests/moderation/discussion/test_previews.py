"""What search engines and link previews read of a page."""

from __future__ import annotations

import pytest

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


def test_who_is_logged_in_is_shown(called: Newsroom) -> None:
    reader, _ = called.person("Nour")

    page = reader.client.get("/").get_data(as_text=True)

    assert "Logged in as </span><bdi>Nour</bdi>" in page


def test_the_form_says_that_markdown_works(called: Newsroom) -> None:
    reader, _ = called.person("Nour")

    page = reader.client.get("/articles/truce").get_data(as_text=True)

    assert "*italics*" in page
