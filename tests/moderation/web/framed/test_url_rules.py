"""Rules that compile late build the URLs that Werkzeug's own rules build."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.routing import BuildError, Map, Rule

from moderation.web.framed.url_rules import LateRule

RULES: list[tuple[str, dict[str, Any]]] = [
    ("/", {"endpoint": "front"}),
    ("/articles/<key>", {"endpoint": "article"}),
    ("/threads/<int:number>/<path:rest>", {"endpoint": "thread"}),
    ("/queue/", {"endpoint": "queue", "defaults": {"page": 1}}),
    ("/queue/<int:page>", {"endpoint": "queue"}),
]
ASKED: list[tuple[str, dict[str, Any]]] = [
    ("front", {}),
    ("article", {"key": "a b/ü", "after": "7", "self": "x"}),
    ("thread", {"number": 7, "rest": "a/b"}),
    ("queue", {"page": 1}),
    ("queue", {"page": 2, "sort": ["a", "b"]}),
]


def urls(kind: type[Rule]) -> list[str]:
    """Return every URL, the first time and again, by rules of *kind*."""
    rules = Map([kind(path, **options) for path, options in RULES])
    built = rules.bind("localhost")
    return [built.build(*each) for each in (*ASKED, *ASKED)]


def test_a_late_rule_builds_the_same_urls_each_time() -> None:
    assert urls(LateRule) == urls(Rule)


@pytest.mark.parametrize("values", [{}, {"number": "x", "rest": "a"}])
def test_a_late_rule_refuses_what_does_not_fit(values: dict[str, Any]) -> None:
    built = Map([LateRule("/threads/<int:number>/<rest>", endpoint="thread")])

    with pytest.raises((BuildError, ValueError)):
        built.bind("localhost").build("thread", values)
