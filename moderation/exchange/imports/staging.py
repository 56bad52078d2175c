"""Keeps the records of a file in a temporary database, and sorts them.

An export names parents before or after their replies, or not at all. Here every comment
gets its place: after its parent, otherwise by time. Memory stays small however large
the file is; the disk holds about as much again as the file.

Our SQLite keeps in memory whatever it sorts, groups or collects within one statement.
So no statement here sorts or groups a whole table, and none changes one at once: an
index gives the order, and :meth:`Staging.ranges` the parts.
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from auth.db.database import sqlite_module
from moderation.exchange.imports.acts import staged
from moderation.exchange.imports.acts.staged import StagedDecision, stamp, time_of
from moderation.exchange.imports.formats.records import (
    EarlierText,
    ImportedAuthor,
    ImportedComment,
    ImportedReaction,
    ImportedSanction,
    ImportedState,
    ImportedThread,
    Records,
    Skipped,
    TextFormat,
)

SCHEMA = """
CREATE TABLE thread (
    id TEXT PRIMARY KEY, url TEXT, title TEXT, key TEXT, created REAL,
    facts TEXT, article INTEGER, rule TEXT
) WITHOUT ROWID;
CREATE TABLE author (
    id TEXT PRIMARY KEY, name TEXT, email TEXT, password TEXT
) WITHOUT ROWID;
CREATE TABLE comment (
    id TEXT PRIMARY KEY, thread TEXT, parent TEXT, author TEXT, state TEXT, text TEXT,
    format TEXT, created REAL, edited REAL, earlier TEXT, reason TEXT, above TEXT,
    level INTEGER, place REAL, is_kept INTEGER,
    picked REAL
);
CREATE INDEX comment_parent ON comment (parent);
CREATE INDEX comment_level ON comment (level);
CREATE INDEX comment_order ON comment (place, level, id) WHERE is_kept > 0;
CREATE TABLE discussed (thread TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE article (canonical TEXT, url TEXT, key TEXT, id INTEGER);
CREATE INDEX article_canonical ON article (canonical);
CREATE INDEX article_url ON article (url);
CREATE INDEX article_key ON article (key);
"""
Values = Sequence[Any] | Mapping[str, Any]

RECORDS_AT_ONCE = 2_000
CHANGED_AT_ONCE = 10_000

NEVER_KEPT = 0
KEPT = 1
PLACEHOLDER = 2
"""A comment that is not imported, but above others that are."""


@dataclass(frozen=True)
class StagedComment:
    """A comment with its place. A placeholder has neither text nor author."""

    source_id: str
    thread_id: str
    parent_id: str
    author_id: str
    state: ImportedState
    text: str
    text_format: TextFormat
    created_at: datetime
    edited_at: datetime | None
    earlier: tuple[EarlierText, ...]
    reason: str
    picked_at: datetime | None = None
    decision: StagedDecision | None = None
    reports: int = 0


class Staging:
    """The records of one file.

    :param connection: an empty SQLite database.
    """

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self.traps: Counter[str] = Counter()
        connection.executescript(SCHEMA)
        connection.executescript(staged.SCHEMA)

    def fill(self, records: Records) -> None:
        """Store every record. Of two with the same id, the first counts."""
        self.run("BEGIN")
        while some := list(islice(records, RECORDS_AT_ONCE)):
            self._add_threads(e for e in some if isinstance(e, ImportedThread))
            self._add_authors(e for e in some if isinstance(e, ImportedAuthor))
            self._add_comments([e for e in some if isinstance(e, ImportedComment)])
            staged.add(self._connection, some)
            for each in some:
                if isinstance(each, Skipped):
                    self.traps[f"skipped: {each.kind}"] += 1
        self.run("COMMIT")

    def run(self, statement: str, values: Values = ()) -> Any:
        """Run a statement, and return its cursor."""
        return self._connection.execute(statement, values)

    def count(self, statement: str, values: Values = ()) -> int:
        """Return the one number that a statement asks for."""
        return int(self.run(statement, values).fetchone()[0])

    def change(self, statement: str, values: Mapping[str, Any]) -> int:
        """Run a statement on all comments, part by part; return how many it changed.

        The statement takes the bounds of a part as ``:first`` and ``:last``.
        """
        parts = self.ranges()
        return sum(self.run(statement, {**values, **each}).rowcount for each in parts)

    def ranges(self, level: int | None = None) -> Iterator[dict[str, int]]:
        """Yield the bounds of parts of the comments, or of those of one level."""
        where = "" if level is None else " AND level = :level"
        last = -1
        while True:
            values = {"last": last, "level": level, "most": CHANGED_AT_ONCE}
            first = last + 1
            [last] = self.run(
                "SELECT max(rowid) FROM (SELECT rowid FROM comment"  # noqa: S608  Ours.
                f" WHERE rowid > :last{where} ORDER BY rowid LIMIT :most)",
                values if level is not None else {**values, "level": 0},
            ).fetchone()
            if last is None:
                return
            yield {"first": first, "last": last}

    def _add_threads(self, threads: Iterable[ImportedThread]) -> None:
        self._connection.executemany(
            "INSERT OR IGNORE INTO thread VALUES (?, ?, ?, ?, ?, ?, NULL, NULL)",
            (
                (t.source_id, t.url, t.title, t.key, stamp(t.created_at), t.facts)
                for t in threads
            ),
        )

    def _add_authors(self, authors: Iterable[ImportedAuthor]) -> None:
        self._connection.executemany(
            "INSERT INTO author VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET"
            " name = excluded.name, email = excluded.email,"
            " password = excluded.password WHERE author.name = ''",
            ((a.source_id, a.name, a.email, a.password) for a in authors),
        )

    def _add_comments(self, comments: Sequence[ImportedComment]) -> None:
        self._connection.executemany(
            "INSERT OR IGNORE INTO discussed VALUES (?)",
            [(thread,) for thread in {comment.thread_id for comment in comments}],
        )
        before = self._connection.total_changes
        self._connection.executemany(
            "INSERT OR IGNORE INTO comment VALUES"
            " (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', NULL, NULL, NULL, ?)",
            (
                (
                    comment.source_id,
                    comment.thread_id,
                    comment.parent_id,
                    comment.author_id,
                    comment.state.value,
                    comment.text,
                    comment.text_format.value,
                    stamp(comment.created_at),
                    stamp(comment.edited_at),
                    _written(comment.earlier),
                    comment.reason,
                    stamp(comment.picked_at),
                )
                for comment in comments
            ),
        )
        twice = len(comments) - (self._connection.total_changes - before)
        if twice:
            self.traps["the same comment twice"] += twice

    def in_order(self, *, size: int) -> Iterator[list[StagedComment]]:
        """Yield the comments that are imported in batches: parents first, by time."""
        cursor = self.run(
            "SELECT id, thread, above, author, state, text, format, created, is_kept,"
            " edited, earlier, reason, picked FROM comment INDEXED BY comment_order"
            " WHERE is_kept > 0 ORDER BY place, level, id"
        )
        while rows := cursor.fetchmany(size):
            ids = [row[0] for row in rows]
            decisions = staged.decisions_on(self._connection, ids)
            reports = staged.reports_of(self._connection, ids)
            yield [
                replace(
                    _staged(row),
                    decision=decisions.get(row[0]),
                    reports=reports.get(row[0], 0),
                )
                for row in rows
            ]

    def reactions(self, *, size: int) -> Iterator[list[ImportedReaction]]:
        """Yield the recommendations of comments in batches."""
        yield from staged.reactions(self._connection, size=size)

    def sanctions(self, *, size: int) -> Iterator[dict[str, ImportedSanction]]:
        """Yield the sanctions against people in batches, by their id."""
        yield from staged.sanctions(self._connection, size=size)


@contextmanager
def opened() -> Iterator[Staging]:
    """Open an empty staging in a temporary folder, which is removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="ceasefire-import-") as folder:
        path = Path(folder) / "records.sqlite"
        connection = sqlite_module().connect(str(path), isolation_level=None)
        try:
            connection.execute("PRAGMA journal_mode=OFF")
            connection.execute("PRAGMA synchronous=OFF")
            yield Staging(connection)
        finally:
            connection.close()


def _staged(row: Sequence[Any]) -> StagedComment:
    source_id, thread, above, author, state, text, form, created, is_kept, *more = row
    edited, earlier, reason, picked = more
    is_empty = is_kept == PLACEHOLDER
    return StagedComment(
        source_id=source_id,
        thread_id=thread,
        parent_id=above,
        author_id="" if is_empty else author,
        state=ImportedState(state),
        text="" if is_empty else text,
        text_format=TextFormat(form),
        created_at=datetime.fromtimestamp(created, UTC),
        edited_at=None if is_empty else time_of(edited),
        earlier=() if is_empty else _read(earlier),
        reason=reason,
        picked_at=time_of(picked),
    )


def _written(earlier: Sequence[EarlierText]) -> str:
    rows = [(each.text, stamp(each.created_at)) for each in earlier]
    return json.dumps(rows) if rows else ""


def _read(earlier: str) -> tuple[EarlierText, ...]:
    rows = json.loads(earlier) if earlier else []
    return tuple(EarlierText(text, time_of(stamp)) for text, stamp in rows)
