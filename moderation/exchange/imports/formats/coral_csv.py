"""Reads the three CSV files of Coral's importer, which have no header.

We write the same files, see ``docs/exporting.md``.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator

from auth.core.translation import lazy_gettext as _
from moderation.exchange.imports.formats import json_values
from moderation.exchange.imports.formats.errors import UnreadableFileError
from moderation.exchange.imports.formats.json_values import moment
from moderation.exchange.imports.formats.records import (
    ImportedAuthor,
    ImportedComment,
    ImportedSanction,
    ImportedState,
    ImportedThread,
    Record,
    Records,
    Skipped,
    TextFormat,
)
from moderation.review.sanctions.rules import SanctionKind

LONGEST_FIELD = 10_000_000
USERS = ("id", "email", "username", "role", "banned", "created_at")
STORIES = ("id", "url", "title", "author", "published_at", "closed_at", "mode")
COMMENTS = (
    *("id", "author_id", "story_id", "created_at", "body", "parent_id"),
    *("status", "rating"),
)
COLUMNS = {"users": USERS, "stories": STORIES, "comments": COMMENTS}
STATES = {
    "NONE": ImportedState.PUBLISHED,
    "APPROVED": ImportedState.APPROVED,
    "REJECTED": ImportedState.REJECTED,
    "PREMOD": ImportedState.PENDING,
    "SYSTEM_WITHHELD": ImportedState.PENDING,
}


def read(name: str, pieces: Iterator[str]) -> Records:
    """Yield the records of one of the three files.

    :raises UnreadableFileError: if the name is none of them, or columns are missing.
    """
    kind = name.lower().removesuffix(".csv")
    if kind not in COLUMNS:
        message = _("Coral has no such CSV file: %(name)s.", name=name)
        raise UnreadableFileError(message)
    csv.field_size_limit(LONGEST_FIELD)
    rows = csv.reader(f"{line}\n" for line in json_values.split(pieces))
    for row in _checked(name, rows):
        if row and len(row) != len(COLUMNS[kind]):
            message = _(
                "Row %(number)s of %(name)s has not the columns of Coral.",
                number=rows.line_num,
                name=name,
            )
            raise UnreadableFileError(message)
        if row:
            yield from _records(kind, dict(zip(COLUMNS[kind], row, strict=True)))


def _checked(name: str, rows: Iterator[list[str]]) -> Iterator[list[str]]:
    try:
        yield from rows
    except csv.Error as error:
        message = _("%(name)s is no CSV file: %(error)s.", name=name, error=error)
        raise UnreadableFileError(message) from error


def _records(kind: str, row: dict[str, str]) -> Iterator[Record]:
    if not row["id"]:
        yield Skipped("row without an id")
    elif kind == "users":
        yield ImportedAuthor(row["id"], row["username"], row["email"])
        if row["banned"].strip().lower() == "true":
            yield ImportedSanction(row["id"], SanctionKind.BAN, None)
    elif kind == "stories":
        at = moment(row["published_at"])
        yield ImportedThread(row["id"], row["url"], row["title"], row["id"], at)
    else:
        author_id = row["author_id"] or f"guest:{row['id']}"
        yield ImportedAuthor(author_id, "")
        yield ImportedComment(
            source_id=row["id"],
            thread_id=row["story_id"],
            parent_id=row["parent_id"],
            author_id=author_id,
            state=state_of(row["status"]),
            text=row["body"],
            text_format=TextFormat.HTML,
            created_at=moment(row["created_at"]),
        )


def state_of(status: str) -> ImportedState:
    """Return the state of a comment. One that is not known waits for a person."""
    return STATES.get(status.strip().upper(), ImportedState.PENDING)
