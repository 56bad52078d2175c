"""Reads the comments of a WordPress export (WXR, any version)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from moderation.exchange.imports.formats import xml_records
from moderation.exchange.imports.formats.people import person_of
from moderation.exchange.imports.formats.records import (
    ImportedAuthor,
    ImportedComment,
    ImportedState,
    ImportedThread,
    Record,
    Records,
    Skipped,
    TextFormat,
)
from moderation.exchange.imports.names import offset_of, time_of

_STATES = {
    "1": ImportedState.PUBLISHED,
    "approve": ImportedState.PUBLISHED,
    "0": ImportedState.PENDING,
    "hold": ImportedState.PENDING,
    "spam": ImportedState.SPAM,
    "trash": ImportedState.REJECTED,
    "post-trashed": ImportedState.REJECTED,
}
_OUTER, _INNER = frozenset({"item"}), frozenset({"comment"})
_OF_READERS = ("", "comment")
"""Types of comments. All others come from machines: pingbacks, notes on orders."""


def read(pieces: Iterator[str]) -> Records:
    """Yield the records of an export, in its order.

    An article's comments come after the fields that name it, as WordPress writes them.

    :raises UnreadableFileError: if it is not XML.
    """
    offset = timedelta()
    for name, element, item in xml_records.records(pieces, _OUTER, _INNER):
        if name != "comment" or item is None:
            continue
        texts = xml_records.texts_of(element)
        local, universal = (texts.get(f"comment_{each}", "") for each in _DATES)
        offset = offset_of(local, universal) or offset
        thread = _thread(xml_records.texts_of(item))
        yield thread
        yield from _comment(texts, thread.source_id, offset)


_DATES = ("date", "date_gmt")


def _thread(texts: dict[str, str]) -> ImportedThread:
    return ImportedThread(
        source_id=texts.get("post_id") or texts.get("link", ""),
        url=texts.get("link", ""),
        title=texts.get("title", ""),
        created_at=time_of(texts.get("post_date_gmt", "")),
    )


def _comment(
    texts: dict[str, str], thread_id: str, offset: timedelta
) -> Iterator[Record]:
    kind, number = texts.get("comment_type", ""), texts.get("comment_id", "")
    if kind not in _OF_READERS:
        yield Skipped(kind)
        return
    if not number:
        yield Skipped("comment without an id")
        return
    author = _author(texts, f"{thread_id}/{number}")
    yield author
    yield ImportedComment(
        source_id=f"{thread_id}/{number}",
        thread_id=thread_id,
        parent_id=_parent(texts, thread_id),
        author_id=author.source_id,
        state=_STATES.get(texts.get("comment_approved", ""), ImportedState.PENDING),
        text=texts.get("comment_content", ""),
        text_format=TextFormat.HTML_WITH_BREAKS,
        created_at=_time(texts, offset),
    )


def _parent(texts: dict[str, str], thread_id: str) -> str:
    number = texts.get("comment_parent", "0")
    return f"{thread_id}/{number}" if number not in ("", "0") else ""


def _time(texts: dict[str, str], offset: timedelta) -> datetime | None:
    """Return the time in UTC; if only the local one is there, by the site's offset."""
    universal = time_of(texts.get("comment_date_gmt", ""))
    if universal is not None:
        return universal
    local = time_of(texts.get("comment_date", ""))
    return local - offset if local else None


def _author(texts: dict[str, str], comment_id: str) -> ImportedAuthor:
    name = texts.get("comment_author", "")
    email = texts.get("comment_author_email", "")
    number = texts.get("comment_user_id", "0")
    if number not in ("", "0"):
        return ImportedAuthor(f"user:{number}", name, email)
    return person_of(name, email, comment_id=comment_id)
