"""Reads the backups of Remark42: JSON, one comment a line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from auth.core.translation import lazy_gettext as _
from moderation.exchange.imports.formats import json_values
from moderation.exchange.imports.formats.errors import UnreadableFileError
from moderation.exchange.imports.formats.json_values import moment, word
from moderation.exchange.imports.formats.records import (
    ImportedAuthor,
    ImportedComment,
    ImportedState,
    ImportedThread,
    Record,
    Records,
    TextFormat,
)

_BY_NAME = "anonymous_"
"""The start of an id that was made from a name alone, and may be several people's."""


def read(pieces: Iterator[str]) -> Records:
    """Yield the records of a backup. Its first line tells of users and may be missing.

    :raises UnreadableFileError: if a line is no JSON, or no comment.
    """
    for line in json_values.lines(pieces):
        if isinstance(line, dict) and "locator" in line and word(line, "id"):
            yield from _records(line)
        elif not isinstance(line, dict) or "version" not in line:
            raise UnreadableFileError(_("This is not a backup of Remark42."))


def _records(comment: Mapping[str, Any]) -> Iterator[Record]:
    source_id, url = word(comment, "id"), word(comment["locator"], "url")
    author = _author(comment.get("user"), source_id)
    written = word(comment, "orig")
    is_deleted = comment.get("delete") is True
    yield ImportedThread(url, url, title=word(comment, "title"))
    yield author
    yield ImportedComment(
        source_id=source_id,
        thread_id=url,
        parent_id=word(comment, "pid"),
        author_id=author.source_id,
        state=ImportedState.DELETED if is_deleted else ImportedState.PUBLISHED,
        text=written or word(comment, "text"),
        text_format=TextFormat.MARKDOWN if written else TextFormat.HTML,
        created_at=moment(comment.get("time")),
    )


def _author(user: Any, comment_id: str) -> ImportedAuthor:
    number, name = word(user, "id"), word(user, "name")
    if not number or number.startswith(_BY_NAME):
        return ImportedAuthor(f"guest:{comment_id}", name)
    return ImportedAuthor(f"user:{number}", name)
