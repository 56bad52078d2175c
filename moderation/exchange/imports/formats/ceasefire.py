"""Reads our own exports, JSON lines as ``docs/exporting.md`` documents them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from auth.core.translation import lazy_gettext as _
from moderation.exchange.imports.formats import json_values
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
    TextFormat,
)

VERSION = 1
STATES = {
    "published": ImportedState.PUBLISHED,
    "approved": ImportedState.APPROVED,
    "held": ImportedState.PENDING,
    "rejected": ImportedState.REJECTED,
    "deleted": ImportedState.PLACEHOLDER,
}
FACTS = ("standfirst", "section", "language", "subjects", "tags", "is_open")


def read(pieces: Iterator[str]) -> Records:
    """Yield the records of an export.

    :raises UnreadableFileError: if it is none, or of a newer version.
    """
    lines = json_values.lines(pieces)
    head = next(lines, None)
    if not isinstance(head, dict) or head.get("format") != "ceasefire":
        raise UnreadableFileError(_("This is not an export of Ceasefire."))
    if head.get("version") != VERSION:
        raise UnreadableFileError(_("The version of this export is not known here."))
    for line in lines:
        yield from _records(line)


def _records(line: Any) -> Iterator[Record]:
    kind = word(line, "kind")
    if kind == "article":
        yield _thread(line)
    elif kind == "person":
        yield ImportedAuthor(word(line, "id"), word(line, "name"), word(line, "email"))
    elif kind == "comment":
        yield _comment(line)
    else:
        raise UnreadableFileError(_("This is not an export of Ceasefire."))


def _thread(line: Mapping[str, Any]) -> ImportedThread:
    return ImportedThread(
        source_id=word(line, "key"),
        url=word(line, "url"),
        title=word(line, "headline"),
        key=word(line, "key"),
        created_at=moment(line.get("published_at")),
        facts=json.dumps({name: line[name] for name in FACTS if name in line}),
    )


def _comment(line: Mapping[str, Any]) -> ImportedComment:
    return ImportedComment(
        source_id=word(line, "id"),
        thread_id=word(line, "article"),
        parent_id=word(line, "parent"),
        author_id=word(line, "author"),
        state=STATES.get(word(line, "state"), ImportedState.PENDING),
        reason=word(line, "reason"),
        text=word(line, "text"),
        text_format=TextFormat.MARKDOWN,
        created_at=moment(line.get("created_at")),
        edited_at=moment(line.get("edited_at")),
        earlier=tuple(
            EarlierText(word(each, "text"), moment(each.get("at")))
            for each in objects(line.get("earlier"))
        ),
    )
