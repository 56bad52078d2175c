"""Which article a page means that was made for another system."""

from __future__ import annotations

import re

import pytest

from moderation.discussion.rules import ARTICLE_KEY
from moderation.exchange.compat.rules import Story, System, key_for, same_page

PAGE = "https://www.courier.example/truce"


@pytest.mark.parametrize(
    "url",
    [
        "http://www.courier.example/truce",
        "https://courier.example/truce/",
        "https://Courier.example/truce?utm_source=mail#comments",
        "https://courier.example/truce/amp",
        "https://courier.example/truce/index.html",
    ],
)
def test_addresses_of_one_page_are_recognised(url: str) -> None:
    assert PAGE in same_page(url)


@pytest.mark.parametrize(
    "url", ["https://courier.example/truce-2", "https://courier.example/truce?p=2"]
)
def test_addresses_of_two_pages_stay_apart(url: str) -> None:
    assert PAGE not in same_page(url)


@pytest.mark.parametrize("url", ["", "javascript:alert(1)", "/truce", "http://[::1"])
def test_an_invalid_web_address_names_no_page(url: str) -> None:
    assert same_page(url) == []


@pytest.mark.parametrize(
    "story",
    [
        Story(id="7 https://courier.example/?p=7"),
        Story(id="new"),
        Story(url="https://courier.example/Übersicht"),
        Story(id="x" * 500),
        Story(url="http://[::1"),
    ],
)
def test_a_story_without_a_key_gets_one_that_is_always_the_same(story: Story) -> None:
    key = key_for(System.DISQUS, story)

    assert re.fullmatch(ARTICLE_KEY, key)
    assert key == key_for(System.DISQUS, story)


def test_texts_that_are_no_addresses_are_no_page_together() -> None:
    odd = [Story(url=each) for each in ("http://[::1", "http://[x", "http://]")]

    assert len({key_for(System.DISQUS, each) for each in odd}) == 3


def test_a_storys_own_id_is_its_key_where_it_can_be_one() -> None:
    assert key_for(System.CORAL, Story(id="5e3a-11", url=PAGE)) == "5e3a-11"
