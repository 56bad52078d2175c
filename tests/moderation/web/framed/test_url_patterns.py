"""URLs from patterns are the URLs that the rules give."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import BuildError

from auth.sites.page_rules import PageKind
from moderation.web.framed.url_patterns import UrlPatterns
from tests.calling import Newsroom

GIVEN: list[tuple[str, dict[str, Any]]] = [
    ("queue.show", {}),
    ("queue.show", {"author": 7}),
    ("queue.show", {"article": "truce", "order": "newest"}),
    ("queue.show", {"order": "newest", "article": "truce"}),
    ("queue.show", {"article": "a b/ü&c", "after": None}),
    ("queue.show", {"text": "100%s", "author": 3}),
    ("queue_items.show_item", {"item_id": 5, "cause": "notice"}),
    ("discussion.article", {"key": "truce"}),
    ("discussion.article", {"key": "a/b c"}),
    ("discussion.thread", {"thread_id": 9, "_anchor": "comment-9"}),
    ("discussion.article", {"key": "truce", "_external": True}),
    ("auth.login", {"next": "/articles/truce"}),
    ("auth.login", {"next": "/articles/truce?lang=de#a"}),
    ("discussion.article", {"key": "a/b"}),
    ("discussion.article", {"key": "v1.2", "after": "a.b/c"}),
    ("discussion.article", {"key": "truce", "_anchor": None, "after": None}),
    ("discussion.article", {"key": "truce", "lang": None}),
    ("static", {"filename": "css/tokens.css"}),
    ("auth.site_page", {"kind": PageKind.RULES}),
]
ADDRESSES = [
    "/queue",
    "/articles/truce?lang=de",
    "/embed/articles/truce?theme=dark&accent=%23a00",
    "/embed/threads/1?lang=de",
]


def by_rule(app: Flask, endpoint: str, values: dict[str, Any]) -> str:
    return app._url_by_rule(endpoint, values)  # type: ignore[attr-defined, no-any-return]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_url_is_the_same_from_a_pattern(called: Newsroom, address: str) -> None:
    with called.app.test_request_context(address):
        for endpoint, values in GIVEN * 2:
            url = called.app.url_for(endpoint, **values)

            assert url == by_rule(called.app, endpoint, values)


def test_links_below_a_prefix_keep_it(called: Newsroom) -> None:
    for prefix in ("", "/comments", ""):
        with called.app.test_request_context(environ_overrides={"SCRIPT_NAME": prefix}):
            assert called.app.url_for("queue.show") == f"{prefix}/queue"


def test_a_pattern_is_built_once_for_all_numbers() -> None:
    asked: list[int] = []

    def build(_endpoint: str, values: dict[str, Any]) -> str:
        asked.append(values["item_id"])
        return f"/100%/{values['item_id']}"

    patterns = UrlPatterns()

    urls = [patterns.url("item", {"item_id": each}, build) for each in (1, 2, 3)]

    assert urls == ["/100%/1", "/100%/2", "/100%/3"]
    assert len(asked) == 1


def test_an_endpoint_that_does_not_exist_is_refused_each_time(called: Newsroom) -> None:
    with called.app.test_request_context("/"):
        for _ in range(2):
            with pytest.raises(BuildError):
                called.app.url_for("nowhere", item_id=1)
