"""Reads the database of Isso, and the generic JSON that Isso can read.

The addresses in both are paths without a host. A map gives them one: ``/*
https://www.example.org/*``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote_plus

from auth.core.translation import lazy_gettext as _
from auth.db.database import sqlite_module
from moderation.exchange.imports.formats import json_values, opening
from moderation.exchange.imports.formats.errors import UnreadableFileError
from moderation.exchange.imports.formats.json_values import moment, objects, word
from moderation.exchange.imports.formats.people import person_of
from moderation.exchange.imports.formats.records import (
    ImportedComment,
    ImportedState,
    ImportedThread,
    Record,
    Records,
    TextFormat,
)

_SIGNATURE = b"SQLite format 3\x00"
_STATES = {
    1: ImportedState.PUBLISHED,
    2: ImportedState.PENDING,
    4: ImportedState.DELETED,
}
_COMMENTS = """
SELECT id, tid, parent, created, mode, CAST(text AS TEXT), CAST(author AS TEXT),
    CASE mode WHEN 4 THEN '' ELSE CAST(email AS TEXT) END
FROM comments ORDER BY id
"""


def read(path: Path) -> Records:
    """Yield the records of a file of either kind.

    :raises UnreadableFileError: if it is of neither.
    """
    with path.open("rb") as file:
        is_database = file.read(len(_SIGNATURE)) == _SIGNATURE
    yield from _of_database(path) if is_database else _of_json(path)


def _of_database(path: Path) -> Records:
    sqlite = sqlite_module()
    address = f"file:{quote(str(path.absolute()))}?mode=ro"
    with closing(sqlite.connect(address, uri=True)) as connection:
        try:
            for number, uri, title in connection.execute(
                "SELECT id, CAST(uri AS TEXT), CAST(title AS TEXT)"
                " FROM threads ORDER BY id"
            ):
                yield ImportedThread(str(number), uri or "", title=title or "")
            for row in connection.execute(_COMMENTS):
                yield from _of_row(*row)
        except sqlite.DatabaseError as error:
            message = _("This is not a database of Isso: %(error)s.", error=error)
            raise UnreadableFileError(message) from error


def _of_row(
    number: int,
    thread: int,
    above: int | None,
    created: float,
    mode: int,
    text: str | None,
    name: str | None,
    email: str | None,
) -> Iterator[Record]:
    author = person_of(name or "", email or "", comment_id=str(number))
    yield author
    yield ImportedComment(
        source_id=str(number),
        thread_id=str(thread),
        parent_id="" if above is None else str(above),
        author_id=author.source_id,
        state=_STATES.get(mode, ImportedState.PENDING),
        text=text or "",
        text_format=TextFormat.MARKDOWN,
        created_at=moment(created),
    )


def _of_json(path: Path) -> Records:
    with opening.open_text(path) as pieces:
        threads = json_values.whole(pieces)
    if not isinstance(threads, list):
        raise UnreadableFileError(_("This is not generic JSON: it is not a list."))
    for thread in objects(threads):
        thread_id = word(thread, "id")
        yield ImportedThread(
            thread_id, thread_id, title=unquote_plus(word(thread, "title"))
        )
        times: Counter[str] = Counter()
        for comment in objects(thread.get("comments")):
            number = word(comment, "id")
            times[number] += 1
            again = f"#{times[number]}" if times[number] > 1 else ""
            yield from _of_object(comment, thread_id, f"{thread_id}/{number}{again}")


def _of_object(
    comment: Mapping[str, Any], thread_id: str, source_id: str
) -> Iterator[Record]:
    name, email = word(comment, "author"), word(comment, "email")
    author = person_of(name, email, comment_id=source_id)
    yield author
    yield ImportedComment(
        source_id=source_id,
        thread_id=thread_id,
        parent_id="",
        author_id=author.source_id,
        state=ImportedState.PUBLISHED,
        text=word(comment, "text"),
        text_format=TextFormat.MARKDOWN,
        created_at=moment(comment.get("created")),
    )
