"""Reads exports of Coral: MongoDB's JSON lines, or the three CSV files of its importer.

The collections may be files of one folder or ZIP archive, or one file after the other.
JSON lines are known by their fields, CSV files by their names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from auth.core.translation import gettext as _
from moderation.exchange.imports.formats import coral_csv, json_values, opening
from moderation.exchange.imports.formats.coral_csv import state_of
from moderation.exchange.imports.formats.errors import UnreadableFileError
from moderation.exchange.imports.formats.json_values import moment, objects, word
from moderation.exchange.imports.formats.records import (
    EarlierText,
    ImportedAuthor,
    ImportedComment,
    ImportedState,
    ImportedThread,
    Record,
    Records,
    Skipped,
    TextFormat,
)

_SECONDS = 100_000_000_000
"""A larger number is one of milliseconds since 1970."""


def read(path: Path) -> Records:
    """Yield the records of a folder, an archive or a file.

    :raises UnreadableFileError: if it is nothing of Coral.
    """
    found = False
    for name, open_text in opening.members(path):
        if name.lower().endswith(".csv"):
            with open_text() as pieces:
                yield from coral_csv.read(name, pieces)
            found = True
        elif name.lower().endswith((".json", ".jsonl", ".ndjson", ".gz")):
            with open_text() as pieces:
                yield from _of_lines(pieces)
            found = True
    if not found:
        message = _("There is no file of Coral: neither JSON lines nor CSV.")
        raise UnreadableFileError(message)


def _of_lines(pieces: Iterator[str]) -> Records:
    for line in json_values.lines(pieces):
        if not isinstance(line, dict) or not _id(line):
            raise UnreadableFileError(_("This is no collection of Coral."))
        if "storyID" in line and "revisions" in line:
            yield from _comment(line)
        elif "commentID" in line:
            yield Skipped("action on a comment")
        elif "url" in line:
            yield _thread(line)
        elif "username" in line or "profiles" in line:
            yield _author(line)
        else:
            yield Skipped("record of another collection")


def _id(value: Mapping[str, Any]) -> str:
    own = value.get("id") or value.get("_id")
    return word(own, "$oid") or (str(own) if isinstance(own, str | int) else "")


def _thread(story: Mapping[str, Any]) -> ImportedThread:
    return ImportedThread(
        source_id=_id(story),
        url=word(story, "url"),
        title=word(story.get("metadata"), "title"),
        key=_id(story),
        created_at=_moment(story.get("createdAt")),
    )


def _author(user: Mapping[str, Any]) -> ImportedAuthor:
    local = [
        each for each in objects(user.get("profiles")) if each.get("type") == "local"
    ]
    is_confirmed = user.get("emailVerified") is True
    return ImportedAuthor(
        source_id=_id(user),
        name=word(user, "username"),
        email=word(user, "email"),
        password=word(local[0], "password") if local and is_confirmed else "",
    )


def _comment(comment: Mapping[str, Any]) -> Iterator[Record]:
    *earlier, newest = objects(comment["revisions"]) or [{}]
    state = state_of(word(comment, "status"))
    if comment.get("deletedAt") is not None:
        state = ImportedState.DELETED
    own_id = _id(comment)
    author_id = word(comment, "authorID") or f"guest:{own_id}"
    # Its user may be in another file, or erased there.
    yield ImportedAuthor(author_id, "")
    yield ImportedComment(
        source_id=own_id,
        thread_id=word(comment, "storyID"),
        parent_id=word(comment, "parentID"),
        author_id=author_id,
        state=state,
        text=word(newest, "body"),
        text_format=TextFormat.HTML,
        created_at=_moment(comment.get("createdAt")),
        edited_at=_moment(newest.get("createdAt")) if earlier else None,
        earlier=tuple(
            EarlierText(word(each, "body"), _moment(each.get("createdAt")))
            for each in earlier
        ),
    )


def _moment(value: Any) -> Any:
    """Return a time: MongoDB wraps it, and long ones are numbers of milliseconds."""
    if isinstance(value, dict):
        value = value.get("$date")
    if isinstance(value, dict):
        value = int(word(value, "$numberLong") or 0)
    if isinstance(value, int) and value > _SECONDS:
        value /= 1_000
    return moment(value)
