"""Pages of a small and a large newsroom, compared with a plain read of their rows.

The figure is the server's time for a whole page: routing, session, queries and
rendering. The comparison is one SQL statement that reads the rows of that page, and
``json.dumps`` of them.
"""

from __future__ import annotations

import json
from collections.abc import Callable

from sqlalchemy import text

from tests.benchmarks import filling
from tests.benchmarks.measuring import milliseconds, report

ROWS = """
    SELECT c.id, c.created_at, a.display_name, r.html
    FROM comment c JOIN account a ON a.id = c.author_id
    JOIN revision r ON r.id = c.shown_revision_id
"""
NEWEST = ROWS + (
    "WHERE c.article_id = :id AND c.is_listed AND c.parent_id IS NULL"
    " ORDER BY c.id DESC LIMIT 20"
)
THREAD = ROWS + (
    "WHERE c.thread_id = :id AND c.is_listed AND c.parent_id IS NOT NULL"
    " ORDER BY c.path LIMIT 50"
)
QUEUE = """
    SELECT i.id, i.rank, c.created_at, a.display_name, r.html, w.detail
    FROM review_item i JOIN comment c ON c.id = i.comment_id
    JOIN account a ON a.id = i.author_id JOIN revision r ON r.id = i.revision_id
    JOIN review_cause w ON w.item_id = i.id
    WHERE i.site_id = 1 AND i.closed_at IS NULL
    ORDER BY i.rank DESC, i.id DESC LIMIT 20
"""


def main() -> None:
    """Fill a newsroom on each database and time its pages."""
    for kind in filling.KINDS:
        with filling.town(kind) as town:
            _time_pages(town)


def _time_pages(town: filling.Town) -> None:
    small, large, wide, deep, held = (
        filling.article(town, key) for key in ("small", "large", "wide", "deep", "held")
    )
    filling.threads(town, small, 100)
    filling.threads(town, large, 100_000)
    thread_id = filling.replies(town, wide, 100_000)
    chain_id = filling.chain(town, deep, 10_000)
    filling.items(town, held, 100)
    town.settle()
    first = page(town, "article, 100 comments", "/articles/small", NEWEST, small)
    page(town, "article, 100,000 comments", "/articles/large", NEWEST, large, first)
    page(town, "thread, 100,000 replies", f"/threads/{thread_id}", THREAD, thread_id)
    page(town, "chain, 10,000 deep", f"/threads/{chain_id}", THREAD, chain_id)
    first = page(town, "queue, 100 waiting", "/queue", QUEUE, 1)
    filling.items(town, held, 99_900)
    town.settle()
    page(town, "queue, 100,000 waiting", "/queue", QUEUE, 1, first)


def page(
    town: filling.Town,
    name: str,
    path: str,
    sql: str,
    of: int,
    small: float | None = None,
) -> float:
    """Report a page against the plain read and, if given, the small newsroom."""
    figure = milliseconds(lambda: town.get(path))
    bare = milliseconds(bare_read(town, sql, of))
    report(town.named(name), figure, "ms", "bare SQL and json.dumps", bare)
    if small is not None:
        by_size = town.named(f"{name}, by size")
        report(by_size, figure, "ms", "the small case", small)
    return figure


def bare_read(town: filling.Town, sql: str, of: int) -> Callable[[], str]:
    """Return a function that reads the same rows and dumps them."""

    def read() -> str:
        with town.database.engine.connect() as connection:
            rows = connection.execute(text(sql), {"id": of} if ":id" in sql else {})
            return json.dumps([list(row) for row in rows], default=str)

    return read
