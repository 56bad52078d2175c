"""What a cache between readers and the newsroom may not pass on."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from auth.db.database import Database
from tests import newsroom
from tests.auth.visitor import Visitor


@dataclass
class SharedCache:
    """A proxy that stores whatever it may, and serves it to everybody.

    It ignores ``Vary``, as careless proxies do. One that *passes_cookies* follows the
    rule of ``docs/operations.md``: a request with a cookie goes past it.
    """

    passes_cookies: bool = False
    kept: dict[str, TestResponse] = field(default_factory=dict)

    def get(self, visitor: Visitor, path: str) -> TestResponse:
        """Answer from the cache if possible; otherwise request and store."""
        if self.passes_cookies and visitor.cookie("sid"):
            return visitor.get(path)
        known = self.kept.get(path)
        if known is not None and is_fresh(known):
            return known
        if known is not None and (tag := known.headers.get("ETag")):
            answer = visitor.get(path, If_None_Match=tag)
            if answer.status_code == 304:
                return known
        answer = visitor.get(path)
        if answer.status_code < 500 and not forbids_keeping(answer):
            self.kept[path] = answer
        return answer


def forbids_keeping(answer: TestResponse) -> bool:
    return bool(answer.cache_control.no_store or answer.cache_control.private)


def is_fresh(answer: TestResponse) -> bool:
    control = answer.cache_control
    age = control.s_maxage if control.s_maxage is not None else control.max_age
    return not control.no_cache and bool(age)


def paths(app: Flask) -> list[str]:
    """Return every address that can be opened without knowing a number."""
    plain = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.arguments
    ]
    assert "/account" in plain
    return [*plain, "/articles/truce", "/readers/alice", "/api/v1/articles/truce"]


@pytest.fixture
def app(app: Flask, database: Database) -> Flask:
    with database.unit_of_work(write=True) as work:
        newsroom.article(work.session, now=work.now)
    return app


def test_the_second_client_of_a_cache_gets_nothing_that_was_made_for_the_first(
    app: Flask,
) -> None:
    cache, alice, visitor = SharedCache(), Visitor(app), Visitor(app)
    alice.join("Alice")

    for path in paths(app):
        if path not in ("/outbox", "/readers/alice"):
            cache.get(alice, path)
            assert "Alice" not in cache.get(visitor, path).text, path

    assert not visitor.is_logged_in()


def test_a_cache_that_a_visitor_filled_does_not_log_a_reader_out(app: Flask) -> None:
    cache = SharedCache(passes_cookies=True)
    alice, visitor = Visitor(app), Visitor(app)
    alice.join("Alice")

    for path in ("/", "/articles/truce", "/register/thanks"):
        cache.get(visitor, path)
        assert "Log out" in cache.get(alice, path).text, path


def test_no_cookie_is_ever_set_from_a_cache(app: Flask) -> None:
    cache, joining, alice = SharedCache(), Visitor(app), Visitor(app)
    alice.join("Alice")

    for path in paths(app):
        for visitor in (Visitor(app), alice, joining):
            cache.get(visitor, path)
    joining.register("Joiner")
    for path in ("/register/thanks", "/", "/"):
        cache.get(joining, path)

    assert [
        path for path, kept in cache.kept.items() if kept.headers.getlist("Set-Cookie")
    ] == []
    assert cache.kept, "something may be kept, or nothing was tried"
