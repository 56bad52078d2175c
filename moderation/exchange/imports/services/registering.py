"""Registers the articles that a source has and we do not."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from auth.core.errors import InvalidError
from auth.db.upserts import add_each_once
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


def known(
    session: Session, run: ImportRun, source_ids: Sequence[str]
) -> dict[str, int | None]:
    """Return the article of those threads that were imported before.

    ``None`` if it was removed since.
    """
    rows = session.execute(
        select(ImportedRecord.source_id, ImportedRecord.article_id).where(
            ImportedRecord.site_id == run.site_id,
            ImportedRecord.source == run.source,
            ImportedRecord.kind == RecordKind.ARTICLE,
            ImportedRecord.source_id.in_(source_ids),
        )
    )
    return {row.source_id: row.article_id for row in rows}


@dataclass
class Registrar:
    """Finds or creates the articles of some threads of a run.

    :param there: what :func:`known` has returned for them.
    """

    session: Session
    run: ImportRun
    there: Mapping[str, int | None]
    now: datetime
    notes: list[dict[str, Any]] = field(default_factory=list)

    def article_of(self, thread: ImportedThread, known_id: int | None) -> int | None:
        """Return the article of a thread. One that is not known is created, closed.

        :param known_id: the article that was found for it.
        :returns: ``None`` if an import created the article and it was removed since.
        """
        if thread.source_id in self.there:
            article_id = self.there[thread.source_id] or known_id
        else:
            article_id = known_id or _create(
                self.session, thread, run=self.run, now=self.now
            )
            is_new = known_id is None
            self._note(RecordKind.ARTICLE, thread.source_id, article_id, is_new)
        if article_id and 0 < len(thread.key) <= LONGEST_IDENTIFIER:
            self._note(RecordKind.IDENTIFIER, thread.key, article_id)
        return article_id

    def close(self) -> None:
        """Store which article each thread became, by its names in the source."""
        key = ["site_id", "source", "kind", "source_id"]
        add_each_once(self.session, ImportedRecord, self.notes, key=key)

    def _note(
        self, kind: RecordKind, source_id: str, article_id: int, is_new: bool = False
    ) -> None:
        self.notes.append(
            {
                "run_id": self.run.id,
                "site_id": self.run.site_id,
                "source": self.run.source,
                "kind": kind,
                "source_id": source_id,
                "is_new": is_new,
                "article_id": article_id,
            }
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
    last = f"{run.source}-{digest}"
    usable = [
        key
        for key in (thread.key, own[:200])
        if re.fullmatch(ARTICLE_KEY, key) and key not in RESERVED_KEYS
    ]
    taken = session.scalars(
        select(Article.key).where(
            Article.site_id == run.site_id, Article.key.in_(usable)
        )
    ).all()
    return next((key for key in usable if key not in taken), last)
