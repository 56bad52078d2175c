"""Writes the three CSV files that the importer of Coral reads, without headers."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from moderation.exchange.exports.rows import ExportedComment, ExportedPerson

USERS, STORIES, COMMENTS = "users.csv", "stories.csv", "comments.csv"
FILES = (USERS, STORIES, COMMENTS)
STATUSES = {
    "published": "NONE",
    "approved": "APPROVED",
    "held": "PREMOD",
    "rejected": "REJECTED",
}


def lines(comments: Iterable[ExportedComment], name: str) -> Iterator[str]:
    """Yield the lines of one of :data:`FILES`.

    Coral has no place for deleted comments. Replies to one begin a thread there.
    """
    seen: set[int] = set()
    deleted: set[str] = set()
    for comment in comments:
        if comment.author is None:
            deleted.add(comment.id)
        elif name == COMMENTS:
            yield _line(_comment(comment, comment.author, deleted))
        elif name == USERS and comment.author.number not in seen:
            seen.add(comment.author.number)
            yield _line(_user(comment.author, comment.created_at))
        elif name == STORIES and comment.article.id not in seen:
            seen.add(comment.article.id)
            yield _line(_story(comment))


def _user(author: ExportedPerson, first: datetime) -> list[str]:
    number, name = f"user-{author.number}", author.name
    return [number, author.email, name, "COMMENTER", "false", _time(first)]


def _story(comment: ExportedComment) -> list[str]:
    article = comment.article
    closed = _time(article.closed_at) if article.closed_at else ""
    published = _time(article.published_at)
    return [
        *(article.key, article.url, article.headline, ""),
        *(published, closed, "COMMENTS"),
    ]


def _comment(
    comment: ExportedComment, author: ExportedPerson, deleted: set[str]
) -> list[str]:
    parent = "" if comment.parent_id in deleted else comment.parent_id
    return [
        *(comment.id, f"user-{author.number}", comment.article.key),
        *(_time(comment.created_at), comment.html, parent),
        *(STATUSES[comment.state], "0"),
    ]


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")[:-6] + "Z"


def _line(values: list[str]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(values)
    return text.getvalue()
