"""Answers from memory what everybody reads, before Flask looks at the request.

A view says that its answer may be kept: until something that it shows changes
(:func:`keep_while_unchanged`), or for some seconds (:func:`keep_for`). The first kind
is checked with one statement for each request, so no deleted text is ever sent.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Flask, request
from werkzeug.http import parse_cookie, parse_etags, unquote_etag

from auth.access import cookies
from auth.db.database import EXTENSION as DATABASE
from auth.db.database import Database
from moderation.discussion.services import versions
from moderation.platform import counters
from moderation.web.framed.links import looks_of_request
from moderation.web.languages.choosing import PARAMETER, kept_in_links
from moderation.web.public_part.kept import Kept

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MOST_KEPT = 64 * 1024 * 1024
"""The most bytes of whole answers that a process keeps."""

MOST_OF_ONE = 100
"""The most answers about one article that are kept: visitors choose its looks."""

LIVE = "/live/"
"""Under this path everything is the same for everybody, whatever cookies are sent."""

EXTENSION = "ceasefire.kept_answers"
_RULE = "ceasefire.kept"
_OVERHEAD = 1_000
_PAGE_QUERIES = frozenset({"sort", "after"})
_REGION = re.compile(r"-[A-Z]{2}$")
_NOT_SENT_WITH_304 = frozenset({"content-type", "content-length"})

Headers = list[tuple[str, str]]


@dataclass(frozen=True)
class _Rule:
    """How long an answer holds: while *stamp* stays the same, or some seconds."""

    article_id: int = 0
    stamp: tuple[int, int] = (0, 0)
    seconds: float = 0


@dataclass(frozen=True)
class _Answer:
    rule: _Rule
    status: str
    headers: Headers
    body: bytes
    tag: str | None
    until: float


def keep_while_unchanged(article_id: int, stamp: tuple[int, int]) -> None:
    """Let this answer be sent again while the article's page does not change."""
    known = looks_of_request() | kept_in_links()
    others = {
        name
        for name, value in request.args.items(multi=True)
        if not _says(known, name, value)
    }
    if _PAGE_QUERIES.issuperset(others):
        request.environ[_RULE] = _Rule(article_id, stamp)


def _says(known: Mapping[str, str], name: str, value: str) -> bool:
    """Whether a part of the query says what is known, in its one spelling.

    Browsers name a language with its region (``en-GB``).
    """
    expected = known.get(name)
    if name == PARAMETER and _REGION.search(value):
        value = value[:-3]
    return value == expected


def keep_for(seconds: float) -> None:
    """Let this answer be sent again for some seconds."""
    if not request.args:
        request.environ[_RULE] = _Rule(seconds=seconds)


class Front:
    """The application, with what it may answer from memory.

    :param now: seconds on a clock that never goes back.
    """

    def __init__(
        self,
        inner: WSGIApplication,
        app: Flask,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._inner, self._now = inner, now
        self._database: Database = app.extensions[DATABASE]
        with app.app_context():
            self._ours = cookies.our_names()
        self._kept = Kept[_Answer](
            MOST_KEPT, lambda kept: len(kept.body) + _OVERHEAD, MOST_OF_ONE
        )
        app.extensions[EXTENSION] = self._kept
        self._asking: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()

    def __call__(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Answer one request."""
        if environ["REQUEST_METHOD"] != "GET":
            return self._inner(environ, start_response)
        path = environ["PATH_INFO"]
        is_live = path.startswith(LIVE)
        if not is_live and self._names_somebody(environ):
            return self._inner(environ, start_response)
        key = _address(environ)
        found = self._valid(key)
        if found is not None:
            return _send(found, environ, start_response)
        if not is_live:
            return self._ask(key, environ, start_response)
        with self._one_at_a_time(key):
            found = self._valid(key)
            if found is not None:
                return _send(found, environ, start_response)
            return self._ask(key, environ, start_response)

    def _names_somebody(self, environ: WSGIEnvironment) -> bool:
        if "HTTP_AUTHORIZATION" in environ:
            return True
        sent = environ.get("HTTP_COOKIE")
        return bool(sent) and any(map(self._is_ours, parse_cookie(sent)))

    def _is_ours(self, name: str) -> bool:
        return name in self._ours or name.startswith(cookies.HOST_PREFIX)

    def _valid(self, key: str) -> _Answer | None:
        found = self._kept.get(key, None)
        if found is None:
            return None
        rule = found.rule
        if not rule.article_id:
            return found if self._now() < found.until else None
        try:
            stamp = versions.shown_now(self._database, rule.article_id)
        except Exception:  # noqa: BLE001  The application says what is wrong.
            return None
        return found if stamp == rule.stamp else None

    def _ask(
        self, key: str, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Let the application answer, and keep the answer if it may be kept."""
        given: list[Any] = []

        def begin(status: str, headers: Headers, *rest: Any) -> Any:
            given[:] = [status, headers]
            return start_response(status, headers, *rest)

        body = self._inner(environ, begin)
        rule: _Rule | None = environ.get(_RULE)
        if rule is None or given[0][:3] not in ("200", "404"):
            return body
        whole = b"".join(body)
        close = getattr(body, "close", None)
        if close is not None:
            close()
        tag = next((value for name, value in given[1] if name == "ETag"), None)
        until = self._now() + rule.seconds
        headers = list(given[1])
        kept = _Answer(rule, given[0], headers, whole, unquote_etag(tag)[0], until)
        self._kept.put(key, None, kept, of=rule.article_id or None)
        return [whole]

    def _one_at_a_time(self, key: str) -> threading.Lock:
        with self._lock:
            if len(self._asking) > _OVERHEAD:
                self._asking.clear()
            return self._asking.setdefault(key, threading.Lock())


def _address(environ: WSGIEnvironment) -> str:
    scheme, host = environ["wsgi.url_scheme"], environ.get("HTTP_HOST", "")
    path = environ.get("SCRIPT_NAME", "") + environ["PATH_INFO"]
    return f"{scheme}://{host}{path}?{environ.get('QUERY_STRING', '')}"


def _send(
    answer: _Answer, environ: WSGIEnvironment, start_response: StartResponse
) -> Iterable[bytes]:
    counters.KEPT_ANSWERS.inc()
    known = environ.get("HTTP_IF_NONE_MATCH")
    if known and answer.tag and parse_etags(known).contains_weak(answer.tag):
        headers = [
            each for each in answer.headers if each[0].lower() not in _NOT_SENT_WITH_304
        ]
        start_response("304 NOT MODIFIED", headers)
        return []
    start_response(answer.status, answer.headers)
    return [answer.body]
