"""Writes a site's discussion as JSON lines, which :mod:`imports` reads back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from moderation.discussion.models import Article
from moderation.exchange.exports.rows import ExportedComment

FORMAT, VERSION = "ceasefire", 1


def lines(comments: Iterable[ExportedComment]) -> Iterator[str]:
    """Yield the lines of an export: a head, then each comment.

    An article or a person comes before the first comment that names it. A person is
    named after that comment, so the name means nothing outside the file.
    """
    yield _line({"kind": "export", "format": FORMAT, "version": VERSION})
    articles: set[int] = set()
    people: dict[int, str] = {}
    for comment in comments:
        if comment.article.id not in articles:
            articles.add(comment.article.id)
            yield _line(_article(comment.article))
        author = comment.author
        if author and author.number not in people:
            people[author.number] = f"author-of-{comment.id}"
            person = {"kind": "person", "id": people[author.number]}
            email = {"email": author.email} if author.email else {}
            yield _line(person | {"name": author.name} | email)
        yield _line(_comment(comment, people[author.number] if author else None))


def _article(article: Article) -> dict[str, Any]:
    return {
        "kind": "article",
        "key": article.key,
        "url": article.url,
        "headline": article.headline,
        "standfirst": article.standfirst,
        "section": article.section,
        "language": article.language,
        "subjects": article.subjects,
        "tags": article.tags or [],
        "published_at": _time(article.published_at),
        "is_open": article.closed_at is None,
    }


def _comment(comment: ExportedComment, author: str | None) -> dict[str, Any]:
    optional = {
        "parent": comment.parent_id,
        "author": author,
        "reason": comment.reason,
        "edited_at": _time(comment.edited_at) if comment.edited_at else None,
        "earlier": [
            {"text": each.text, "at": _time(each.at)} for each in comment.earlier
        ],
    }
    return {
        "kind": "comment",
        "id": comment.id,
        "article": comment.article.key,
        "state": comment.state,
        "text": comment.text,
        "created_at": _time(comment.created_at),
    } | {key: value for key, value in optional.items() if value}


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _line(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False) + "\n"
