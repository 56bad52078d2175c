"""Reads the JSON exports of Commento (version 1) and of Comentario (version 3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from auth.core.translation import lazy_gettext as _
from moderation.exchange.imports.formats import json_values
from moderation.exchange.imports.formats.errors import UnreadableFileError
from moderation.exchange.imports.formats.json_values import moment, objects, word
from moderation.exchange.imports.formats.records import (
    ImportedAuthor,
    ImportedComment,
    ImportedState,
    ImportedThread,
    Record,
    Records,
    TextFormat,
)

_ROOT = ("", "root")
_DELETED = ("", "[deleted]")
_STATES = {
    "approved": ImportedState.PUBLISHED,
    "unapproved": ImportedState.PENDING,
    "flagged": ImportedState.PENDING,
}


def read(pieces: Iterator[str]) -> Records:
    """Yield the records of an export.

    :raises UnreadableFileError: if it is not one.
    """
    export = json_values.whole(pieces)
    if not isinstance(export, dict) or "comments" not in export:
        raise UnreadableFileError(_("This is not an export of Commento or Comentario."))
    people = {
        word(each, "commenterHex", "id"): each
        for each in objects(export.get("commenters"))
    }
    pages = {word(each, "id"): each for each in objects(export.get("pages"))}
    for comment in objects(export["comments"]):
        yield from _records(comment, people, pages)


def _records(
    comment: Mapping[str, Any],
    people: Mapping[str, Mapping[str, Any]],
    pages: Mapping[str, Mapping[str, Any]],
) -> Iterator[Record]:
    source_id = word(comment, "commentHex", "id")
    thread = _thread(comment, pages)
    author = _author(comment, people, source_id)
    above = word(comment, "parentHex", "parentId")
    yield thread
    yield author
    yield ImportedComment(
        source_id=source_id,
        thread_id=thread.source_id,
        parent_id="" if above in _ROOT else above,
        author_id=author.source_id,
        state=_state(comment),
        text=word(comment, "markdown"),
        text_format=TextFormat.MARKDOWN,
        created_at=moment(comment.get("creationDate") or comment.get("createdTime")),
    )


def _thread(
    comment: Mapping[str, Any], pages: Mapping[str, Mapping[str, Any]]
) -> ImportedThread:
    page = pages.get(word(comment, "pageId"))
    if page is not None:
        url = word(comment, "url").partition("#")[0] or word(page, "path")
        return ImportedThread(word(page, "id"), url, title=word(page, "title"))
    host, path = word(comment, "host", "domain"), word(comment, "path", "url")
    url = f"https://{host}/{path.lstrip('/')}" if host else path
    return ImportedThread(url, url)


def _state(comment: Mapping[str, Any]) -> ImportedState:
    """Return the state. Commento marks what was deleted only by its text."""
    is_deleted = comment.get("deleted") is True or comment.get("isDeleted") is True
    if is_deleted or word(comment, "markdown").strip() in _DELETED:
        return ImportedState.DELETED
    if "state" in comment:
        return _STATES.get(word(comment, "state"), ImportedState.PENDING)
    if comment.get("isApproved") is True:
        return ImportedState.PUBLISHED
    is_pending = comment.get("isPending") is True
    return ImportedState.PENDING if is_pending else ImportedState.REJECTED


def _author(
    comment: Mapping[str, Any],
    people: Mapping[str, Mapping[str, Any]],
    comment_id: str,
) -> ImportedAuthor:
    """Return the author. All anonymous ones share an id, and are not one person."""
    number = word(comment, "commenterHex", "userCreated")
    person = people.get(number)
    if person is None or not number.strip("0-") or number == "anonymous":
        return ImportedAuthor(f"guest:{comment_id}", word(comment, "authorName"))
    return ImportedAuthor(f"user:{number}", word(person, "name"), word(person, "email"))
