"""Finds the articles that pages made for another system mean."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from moderation.discussion.models import Article
from moderation.exchange.compat.rules import Story, System, is_key, same_page
from moderation.exchange.imports.models import ImportedRecord, RecordKind

NAMES_OF_ARTICLES = (RecordKind.ARTICLE, RecordKind.IDENTIFIER)


def find(
    session: Session, stories: Sequence[Story], *, system: System, site_id: int
) -> list[Article | None]:
    """Return the article of each story; ``None`` where there is none.

    The rules are, in this order: the key, the article that an import chose for the
    story's identifier or id, the exact address, and the same page (see
    :func:`rules.same_page`).
    """
    ids = {each.id for each in stories if each.id}
    by_key = _by_key(session, ids, site_id)
    by_import = _by_import(session, ids, system, site_id)
    pages = {each.url: [each.url, *same_page(each.url)] for each in stories if each.url}
    by_url = _by_url(session, {url for urls in pages.values() for url in urls}, site_id)
    return [
        by_key.get(each.id)
        or by_import.get(each.id)
        or next((by_url[url] for url in pages.get(each.url, ()) if url in by_url), None)
        for each in stories
    ]


def _by_key(session: Session, ids: Collection[str], site_id: int) -> dict[str, Article]:
    keys = [each for each in ids if is_key(each)]
    rows = session.scalars(
        select(Article).where(Article.site_id == site_id, Article.key.in_(keys))
    )
    return {each.key: each for each in rows} if keys else {}


def _by_import(
    session: Session, ids: Collection[str], system: System, site_id: int
) -> dict[str, Article]:
    rows = session.execute(
        select(ImportedRecord.source_id, Article)
        .join(Article, Article.id == ImportedRecord.article_id)
        .where(
            ImportedRecord.site_id == site_id,
            ImportedRecord.source == system,
            ImportedRecord.kind.in_(NAMES_OF_ARTICLES),
            ImportedRecord.source_id.in_(list(ids)),
        )
        # The identifier counts more: it is what a page says of itself.
        .order_by(ImportedRecord.kind == RecordKind.IDENTIFIER)
    )
    return {row.source_id: row.Article for row in rows}


def _by_url(
    session: Session, urls: Collection[str], site_id: int
) -> dict[str, Article]:
    """Return articles by their address: of several with one, the oldest."""
    rows = session.scalars(
        select(Article)
        .where(Article.site_id == site_id, Article.url.in_(list(urls)))
        .order_by(Article.id.desc())
    )
    return {each.url: each for each in rows}
