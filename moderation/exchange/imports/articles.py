"""Finds the article of each staged thread, without asking any other server."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from moderation.discussion.models import Article
from moderation.exchange.imports.options import ImportOptions
from moderation.exchange.imports.staging import Staging
from moderation.exchange.imports.urls import Rule, canonical, mapped

NEW = "new"
"""The rule of a thread whose article is not known."""

RULES = ("key", "address", "same page", "map", NEW)

_LOADED_AT_ONCE = 1_000


def load(session: Session, staging: Staging, *, site_id: int) -> None:
    """Copy the addresses of a site's articles to the staging."""
    rows = session.execute(
        select(Article.id, Article.url, Article.key)
        .where(Article.site_id == site_id)
        .order_by(Article.id)
        .execution_options(yield_per=_LOADED_AT_ONCE)
    )
    for article_id, url, key in rows:
        add(staging, article_id=article_id, url=url, key=key)


def add(staging: Staging, *, article_id: int, url: str, key: str) -> None:
    """Store one article in the staging."""
    staging.run(
        "INSERT INTO article VALUES (?, ?, ?, ?)",
        (canonical(url), url, key, article_id),
    )


def find_all(staging: Staging, options: ImportOptions) -> None:
    """Write into each thread with comments which article it belongs to, and why.

    The rules are, in this order: the publisher's key, the exact address, the same page
    (see :func:`urls.canonical`), and the map.
    """
    for source_id, url, key in _with_comments(staging):
        rule, article_id, address = _find(staging, url, key, options.article_map)
        staging.run(
            "UPDATE thread SET article = ?, rule = ?, url = ? WHERE id = ?",
            (article_id, rule, address, source_id),
        )


def _with_comments(staging: Staging) -> Iterator[tuple[str, str, str]]:
    """Yield the threads that have comments, some at a time: there may be millions."""
    last = ""
    while rows := staging.run(
        "SELECT id, url, key FROM thread JOIN discussed ON discussed.thread = id"
        " WHERE rule IS NULL AND id >= ? ORDER BY id LIMIT ?",
        (last, _LOADED_AT_ONCE),
    ).fetchall():
        yield from rows
        last = rows[-1][0]


def known(staging: Staging, url: str) -> int | None:
    """Return the article of the page at *url*."""
    return _first(staging, "canonical = ?", canonical(url)) if url else None


def unmapped(staging: Staging, *, most: int) -> Iterator[str]:
    """Yield the addresses for which no article is known, at most *most*."""
    rows = staging.run(
        "SELECT url FROM thread WHERE rule = ? ORDER BY url, id LIMIT ?", (NEW, most)
    )
    for [url] in rows:
        yield url


def _find(
    staging: Staging, url: str, key: str, rules: Sequence[Rule]
) -> tuple[str, int | None, str]:
    """Return the rule that applied, the article, and its address."""
    if key and (found := _first(staging, "key = ?", key)):
        return "key", found, url
    if url and (found := _first(staging, "url = ?", url)):
        return "address", found, url
    if found := known(staging, url):
        return "same page", found, url
    if target := _mapped(url, rules):
        by_key = _first(staging, "key = ?", target)
        found = by_key or _first(staging, "url = ?", target) or known(staging, target)
        return ("map", found, target) if found else (NEW, None, target)
    return NEW, None, url


def _mapped(url: str, rules: Iterable[Rule]) -> str | None:
    return mapped(url, rules) if url else None


def _first(staging: Staging, condition: str, value: str) -> int | None:
    row = staging.run(
        f"SELECT id FROM article WHERE {condition} ORDER BY id LIMIT 1",  # noqa: S608  Ours.
        (value,),
    ).fetchone()
    return row[0] if row else None
