"""Reads exports of Coral: MongoDB's JSON lines, or the three CSV files of its importer.

The collections may be files of one folder or ZIP archive, or one file after the other.
JSON lines are known by their fields, CSV files by their names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from auth.core.translation import lazy_gettext as _
from moderation.exchange.imports.formats import (
    coral_acts,
    coral_csv,
    json_values,
    opening,
)
from moderation.exchange.imports.formats.coral_csv import state_of
from moderation.exchange.imports.formats.errors import UnreadableFileError
from moderation.exchange.imports.formats.json_values import (
    moment_of_mongo,
    objects,
    word,
)
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
        message = _("There is no file from Coral here: neither JSON lines nor CSV.")
        raise UnreadableFileError(message)


def _of_lines(pieces: Iterator[str]) -> Records:
    for line in json_values.lines(pieces):
        if not isinstance(line, dict) or not _id(line):
            raise UnreadableFileError(_("This is not a collection from Coral."))
        if "storyID" in line and "revisions" in line:
            yield from _comment(line)
        elif "commentID" in line:
            yield from coral_acts.on_comment(line, _id(line))
        elif "url" in line:
            yield _thread(line)
        elif "username" in line or "profiles" in line:
            yield _author(line)
            yield from coral_acts.sanctions(line, _id(line))
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
        created_at=moment_of_mongo(story.get("createdAt")),
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
        created_at=moment_of_mongo(comment.get("createdAt")),
        edited_at=moment_of_mongo(newest.get("createdAt")) if earlier else None,
        earlier=tuple(
            EarlierText(word(each, "body"), moment_of_mongo(each.get("createdAt")))
            for each in earlier
        ),
        picked_at=coral_acts.featured_at(comment),
    )
