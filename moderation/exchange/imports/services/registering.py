"""Registers the articles that a source has and we do not."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from auth.core.errors import InvalidError
from auth.db.upserts import add_once
from moderation.discussion.article_input import HEADLINE_LENGTH, URL_LENGTH, checked
from moderation.discussion.inputs import ArticleInput, PutArticle
from moderation.discussion.models import Article
from moderation.discussion.rules import ARTICLE_KEY, RESERVED_KEYS
from moderation.discussion.services import articles
from moderation.exchange.imports.formats.records import ImportedThread
from moderation.exchange.imports.models import ImportedRecord, ImportRun, RecordKind
from moderation.exchange.imports.names import cleaned_text

LONGEST_IDENTIFIER = 500
"""The most characters of an identifier that is kept. Disqus takes 300."""


def article_of(
    session: Session,
    thread: ImportedThread,
    *,
    known_id: int | None,
    run: ImportRun,
    now: datetime,
) -> int | None:
    """Return the article of a thread. One that is not known is created, closed.

    :param known_id: the article that was found for it.
    :returns: ``None`` if an import created the article and it was removed since.
    """
    row = session.execute(
        select(ImportedRecord.article_id).where(
            ImportedRecord.site_id == run.site_id,
            ImportedRecord.source == run.source,
            ImportedRecord.kind == RecordKind.ARTICLE,
            ImportedRecord.source_id == thread.source_id,
        )
    ).first()
    if row is not None:
        article_id = row.article_id or known_id
    else:
        article_id = known_id or _create(session, thread, run=run, now=now)
        is_new = known_id is None
        _note(session, run, RecordKind.ARTICLE, thread.source_id, article_id, is_new)
    if article_id and 0 < len(thread.key) <= LONGEST_IDENTIFIER:
        _note(session, run, RecordKind.IDENTIFIER, thread.key, article_id)
    return article_id


def _note(
    session: Session,
    run: ImportRun,
    kind: RecordKind,
    source_id: str,
    article_id: int,
    is_new: bool = False,
) -> None:
    """Store which article a thread of the source became, by one of its names."""
    values = {
        "run_id": run.id,
        "site_id": run.site_id,
        "source": run.source,
        "kind": kind,
        "source_id": source_id,
        "is_new": is_new,
        "article_id": article_id,
    }
    add_once(
        session,
        ImportedRecord,
        values,
        key=["site_id", "source", "kind", "source_id"],
    )


def _create(
    session: Session, thread: ImportedThread, *, run: ImportRun, now: datetime
) -> int:
    key = _key(session, thread, run)
    facts = ArticleInput(
        url=_url(thread.url) or f"/articles/{key}",
        headline=_headline(thread),
        published_at=thread.created_at or now,
        **({"is_open": False} | _more(thread.facts)),
    )
    article, _ = articles.put(
        session, PutArticle(key=key, facts=facts), site_id=run.site_id, now=now
    )
    return article.id


def _more(facts: str) -> dict[str, Any]:
    """Return the fields that an export of ours tells of an article."""
    told = json.loads(facts) if facts else {}
    found: dict[str, Any] = {}
    for name, value in told.items():
        if name in ("standfirst", "section", "language"):
            found[name] = str(value)
        elif name in ("subjects", "tags") and isinstance(value, list):
            found[name] = [str(each) for each in value]
        elif name == "is_open":
            found[name] = value is True
    return found


def _url(url: str) -> str:
    """Return the address of an article; empty if it is no web address."""
    if not url or len(url) > URL_LENGTH:
        return ""
    try:
        return checked(ArticleInput(url=url, headline="Any")).url
    except InvalidError:
        return ""


def _headline(thread: ImportedThread) -> str:
    words = " ".join(cleaned_text(thread.title or thread.url).split())
    return words[:HEADLINE_LENGTH] or "Untitled"


def _key(session: Session, thread: ImportedThread, run: ImportRun) -> str:
    """Return a key that is free: the publisher's own if possible."""
    own = f"{run.source}-{re.sub(r'[^A-Za-z0-9._~-]', '-', thread.source_id)}"
    digest = hashlib.sha256(thread.source_id.encode("utf-8", "replace")).hexdigest()
    for key in (thread.key, own[:200], f"{run.source}-{digest}"):
        if re.fullmatch(ARTICLE_KEY, key) and key not in RESERVED_KEYS:
            taken = select(Article.id).where(
                Article.site_id == run.site_id, Article.key == key
            )
            if session.scalar(taken) is None:
                return key
    return f"{run.source}-{digest}"
