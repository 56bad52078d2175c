"""Pages that everybody reads: from memory, rendered anew, for a reader, over HTTP.

The figure in process is the server's time for one request, without a client. It is
compared with one SQL statement that reads the rows of that page, and ``json.dumps`` of
them. Over HTTP, requests a second are compared with an empty route of Flask in the same
server, and with Isso, if it is installed. ``BENCH_COMMENTS`` sets the size of the large
article.
"""

from __future__ import annotations

import http.client
import os
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import text, update
from werkzeug.test import create_environ

from moderation.discussion.models import Article, Comment
from moderation.web.public_part.front import EXTENSION as ANSWERS
from moderation.web.public_part.parts import EXTENSION as PARTS
from tests.benchmarks import filling, isso
from tests.benchmarks.empty_route import EMPTY
from tests.benchmarks.measuring import milliseconds, report
from tests.benchmarks.pages import NEWEST, THREAD, bare_read
from tests.serving import Served

LARGE = int(os.environ.get("BENCH_COMMENTS", "100000"))
SECONDS = float(os.environ.get("BENCH_SECONDS", "1"))
ROUNDS = 8
CALLERS = (1, 8)
COMMENTS = 100
"""How many the small article has, and the one that is called over HTTP."""
Called = tuple[int, str]
"""A port and a path."""
BARE = "bare SQL and json.dumps"


def main() -> None:
    """Time the pages on each database, then over HTTP on SQLite."""
    for kind in filling.KINDS:
        with filling.town(kind) as town:
            _time_pages(town)
    with TemporaryDirectory() as folder:
        _time_over_http(Path(folder))


def _time_pages(town: filling.Town) -> None:
    small, large, wide = (
        filling.article(town, key) for key in ("small", "large", "wide")
    )
    filling.threads(town, small, COMMENTS)
    filling.threads(town, large, LARGE)
    thread_id = filling.replies(town, wide, LARGE)
    town.settle()
    of_small, of_large = f"{COMMENTS} comments", f"{LARGE:,} comments"
    _time_page(town, f"article, {of_small}", "/articles/small", NEWEST, small)
    _time_page(town, f"article, {of_large}", "/articles/large", NEWEST, large)
    path = f"/threads/{thread_id}"
    _time_page(town, f"thread, {LARGE:,} replies", path, THREAD, thread_id)
    state = caller(town, "/live/a/large")
    report(town.named("live state"), milliseconds(state), "ms", "the aim", 0.5)
    anew = forgetting(town, state)
    report(town.named("live state, read anew"), milliseconds(anew), "ms")


def _time_page(town: filling.Town, name: str, path: str, sql: str, of: int) -> None:
    bare = milliseconds(bare_read(town, sql, of))
    visit = caller(town, path)
    warm = milliseconds(visit)
    report(town.named(f"{name}, from memory"), warm, "ms", BARE, bare)
    cold = milliseconds(forgetting(town, visit))
    report(town.named(f"{name}, rendered anew"), cold, "ms", "the aim", 8)
    again = milliseconds(visit, before=lambda: change(town, sql, of))
    report(town.named(f"{name}, after a change"), again, "ms", "rendered anew", cold)
    reader = milliseconds(caller(town, path, cookie=f"sid={town.reader_token}"))
    report(town.named(f"{name}, for a reader"), reader, "ms", "from memory", warm)


def caller(town: filling.Town, path: str, cookie: str = "") -> Callable[[], int]:
    """Return a function that has the application answer one request.

    With a cookie, it keeps the others that it is given, as a browser does.
    """
    environ = create_environ(path, "http://localhost")
    cookies = [cookie] if cookie else []
    given: list[Any] = []

    def begin(status: str, headers: list[tuple[str, str]], *_rest: Any) -> Any:
        given[:] = [status, headers]

    def call() -> int:
        sent = {"HTTP_COOKIE": "; ".join(cookies)} if cookies else {}
        body: Iterable[bytes] = town.app.wsgi_app(environ | sent, begin)
        size = sum(map(len, body))
        close = getattr(body, "close", None)
        if close:
            close()
        assert given[0].startswith("200"), given
        if len(cookies) == 1:
            cookies.extend(
                value.partition(";")[0]
                for name, value in given[1]
                if name == "Set-Cookie"
            )
        return size

    return call


def forgetting(town: filling.Town, act: Callable[[], int]) -> Callable[[], int]:
    """Return *act* after everything in memory is forgotten."""

    def anew() -> int:
        for kept in (ANSWERS, PARTS):
            town.app.extensions[kept].clear()
        return act()

    return anew


def change(town: filling.Town, sql: str, of: int) -> None:
    """Change the first comment that *sql* reads, as a reaction does."""
    with town.database.engine.begin() as connection:
        comment_id = connection.execute(text(sql), {"id": of}).scalars().first()
        article_id = connection.scalar(
            update(Comment)
            .where(Comment.id == comment_id)
            .values(reaction_count=Comment.reaction_count + 1)
            .returning(Comment.article_id)
        )
        connection.execute(
            update(Article)
            .where(Article.id == article_id)
            .values(version=Article.version + 1)
        )


def _time_over_http(folder: Path) -> None:
    served = Served(folder, app="tests.benchmarks.empty_route")
    served.flask("setup")
    key = _fill(folder)
    served.start()
    try:
        paths = {
            "empty route": EMPTY,
            "article": f"/articles/{key}",
            "embed page": f"/embed/articles/{key}",
            "live state": f"/live/a/{key}",
        }
        with _beside(folder) as others:
            for callers in CALLERS:
                _time_rates(
                    {name: (served.port, path) for name, path in paths.items()}
                    | others,
                    callers,
                )
    finally:
        served.stop()


@contextmanager
def _beside(folder: Path) -> Iterator[dict[str, Called]]:
    """Serve the same comments with Isso, if it is installed."""
    if not isso.is_installed():
        print("Isso is not installed, so it is left out: see isso.py.", file=sys.stderr)
        yield {}
        return
    with isso.serving(folder, COMMENTS) as port:
        yield {"Isso": (port, isso.SHOWN)}


def _time_rates(called: Mapping[str, Called], callers: int) -> None:
    """Report the requests a second of each, beside those of the first.

    They are called in turn, and the best round of each counts: what else the machine
    does then disturbs all of them alike.
    """
    best = dict.fromkeys(called, 0.0)
    for _ in range(ROUNDS):
        for name, (port, path) in called.items():
            best[name] = max(best[name], requests_a_second(port, path, callers))
    first = next(iter(best.values()))
    for name, rate in best.items():
        words = f"{name} over HTTP, callers: {callers}"
        report(words, rate, "requests a second", "empty route", first)


def _fill(folder: Path) -> str:
    """Fill the newsroom's database with an article; return its key."""
    with filling.town_at(f"sqlite:///{folder}/ceasefire.sqlite", folder) as town:
        filling.threads(town, filling.article(town, "hot"), COMMENTS)
    return "hot"


def requests_a_second(port: int, path: str, callers: int) -> float:
    """Return how many requests *callers* get answered in a second."""
    counts = [0] * callers
    until = time.monotonic() + SECONDS

    def call(place: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        while time.monotonic() < until:
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
            assert answer.status == 200, (path, answer.status)
            counts[place] += 1
        connection.close()

    threads = [threading.Thread(target=call, args=(each,)) for each in range(callers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / SECONDS
