"""Reads the XML export of a Disqus forum."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

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
from moderation.exchange.imports.names import time_of

_RECORDS = frozenset({"thread", "post"})
_ID = "{http://disqus.com/disqus-internals}id"


def read(pieces: Iterator[str]) -> Records:
    """Yield the records of an export, in its order.

    :raises UnreadableFileError: if it is not the XML of Disqus.
    """
    for name, element, _ in xml_records.records(pieces, _RECORDS):
        texts = xml_records.texts_of(element)
        yield from (
            _thread(element, texts) if name == "thread" else _comment(element, texts)
        )


def _thread(element: Element, texts: dict[str, str]) -> Iterator[Record]:
    source_id = element.get(_ID, "")
    if not source_id:
        yield Skipped("thread without an id")
        return
    yield ImportedThread(
        source_id=source_id,
        url=texts.get("link", ""),
        title=texts.get("title", ""),
        key=texts.get("id", ""),
        created_at=time_of(texts.get("createdAt", "")),
    )


def _comment(element: Element, texts: dict[str, str]) -> Iterator[Record]:
    own = texts.get("id", "")
    source_id = element.get(_ID) or (f"id:{own}" if own else "")
    if not source_id:
        yield Skipped("comment without an id")
        return
    parts = xml_records.children_of(element)
    author = _author(parts.get("author"), source_id)
    yield author
    yield ImportedComment(
        source_id=source_id,
        thread_id=_reference(parts.get("thread")),
        parent_id=_reference(parts.get("parent")),
        author_id=author.source_id,
        state=_state(texts),
        text=texts.get("message", ""),
        text_format=TextFormat.HTML,
        created_at=time_of(texts.get("createdAt", "")),
    )


def _state(texts: dict[str, str]) -> ImportedState:
    """Return the state. Few exports say whether a comment is approved."""
    if texts.get("isDeleted") == "true":
        return ImportedState.DELETED
    if texts.get("isSpam") == "true":
        return ImportedState.SPAM
    if texts.get("isApproved") == "false":
        return ImportedState.PENDING
    return ImportedState.PUBLISHED


def _author(element: Element | None, comment_id: str) -> ImportedAuthor:
    """Return the author, who is known by the user name if there is one."""
    texts = {} if element is None else xml_records.texts_of(element)
    name, email = texts.get("name", ""), texts.get("email", "")
    username = texts.get("username", "")
    if username:
        return ImportedAuthor(f"user:{username}", name or username, email)
    return person_of(name, email, comment_id=comment_id)


def _reference(element: Element | None) -> str:
    return "" if element is None else element.get(_ID, "")
