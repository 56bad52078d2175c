"""Registers, changes and finds articles."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from auth.core.errors import ConflictError, InvalidError, NotFoundError
from auth.core.models import Site
from auth.core.translation import gettext as _
from auth.db.upserts import add_once
from auth.sites.languages import languages_of
from auth.sites.lookup import answers_on, note_site, site_for
from moderation.discussion.article_input import checked, over
from moderation.discussion.inputs import ArticleInput, PutArticle
from moderation.discussion.models import Article, Comment
from moderation.discussion.rules import ARTICLE_KEY, RESERVED_KEYS
from moderation.discussion.services import article_authors, opening
from moderation.discussion.services.listing import listed

ARTICLES_A_PAGE = 30

# Every page of an article asks these, so they are written once.
_BY_KEY = select(Article).where(
    Article.site_id == bindparam("site_id"), Article.key == bindparam("key")
)
_LOCKED = _BY_KEY.with_for_update(key_share=True).execution_options(
    populate_existing=True
)
_ON_HOST = (
    select(Site, Article)
    .join(Article, Article.site_id == Site.id)
    .where(answers_on(bindparam("host")), Article.key == bindparam("key"))
)

_OF_THREAD = (
    select(Site, Article, Comment.is_listed)
    .join(Article, Article.site_id == Site.id)
    .join(Comment, Comment.article_id == Article.id)
    .where(
        Comment.id == bindparam("thread_id"),
        Comment.parent_id.is_(None),
        listed(for_staff=True),
    )
)
_OF_THREAD_ON_SITE = _OF_THREAD.where(Site.id == bindparam("site_id"))
_OF_THREAD_ON_HOST = _OF_THREAD.where(answers_on(bindparam("host")))


def put(
    session: Session, change: PutArticle, *, site_id: int, now: datetime
) -> tuple[Article, bool]:
    """Register or update an article, and return whether it is new.

    :raises InvalidError: if the key does not match ``[A-Za-z0-9._~-]{1,200}`` or is
        reserved, or if a field is invalid.
    :raises ConflictError: if a newer version is already registered.
    """
    key = change.key
    if not re.fullmatch(ARTICLE_KEY, key):
        message = _(
            "An article's key must have 1 to 200 of the characters A-Z a-z 0-9 . _ ~ -"
        )
        raise InvalidError(message, {"field": "key"})
    facts = checked(change.facts)
    article, is_new = _locked(session, site_id, key), False
    if article is None:
        if key in RESERVED_KEYS:
            message = _(
                "An article's key cannot be one of: %(keys)s.",
                keys=", ".join(RESERVED_KEYS),
            )
            raise InvalidError(message, {"field": "key"})
        is_new = _add(session, site_id, key, facts, now)
        article = _locked(session, site_id, key)
    if article is None:
        raise ConflictError(_("This article was removed in the meantime."))
    if not is_new and _is_older(facts.version_created, article.version_created):
        raise ConflictError(_("A newer version of this article is already registered."))
    if not is_new:
        facts = over(facts, _facts_of(article), change.given)
    was_open = not is_new and article.closed_at is None
    _apply(session, article, facts, now)
    session.flush()
    if facts.authors is not None:
        article_authors.replace(session, article.id, facts.authors)
    opening.record(session, article, was_open=was_open, now=now)
    return article, is_new


def get(session: Session, *, site_id: int, key: str) -> Article:
    """Return the article *key* of a site.

    :raises NotFoundError: if there is none.
    """
    article = None
    if re.fullmatch(ARTICLE_KEY, key):
        article = session.scalar(_BY_KEY, {"site_id": site_id, "key": key})
    if article is None:
        raise NotFoundError(_("There is no such article."))
    return article


def on_host(session: Session, *, host: str, key: str) -> tuple[Site, Article]:
    """Return the site of *host* and its article *key*, in one statement.

    :raises NotFoundError: if there is no such site, or no such article.
    """
    row = None
    if re.fullmatch(ARTICLE_KEY, key):
        row = session.execute(_ON_HOST, {"host": host, "key": key}).first()
    if row is None:
        site = site_for(session, host)
        return site, get(session, site_id=site.id, key=key)
    site, article = row
    note_site(session, site, host=host)
    return site, article


def numbered(session: Session, article_id: int, *, site_id: int) -> Article:
    """Return the article of a site with this id.

    :raises NotFoundError: if the site has no such article.
    """
    article = session.get(Article, article_id)
    if article is None or article.site_id != site_id:
        raise NotFoundError(_("There is no such article."))
    return article


def of_thread(session: Session, thread_id: int, *, site_id: int) -> Article:
    """Return the article of a thread.

    :raises NotFoundError: if the site has no such visible thread.
    """
    given = {"thread_id": thread_id, "site_id": site_id}
    row = session.execute(_OF_THREAD_ON_SITE, given).first()
    if row is None or not row.is_listed:
        raise NotFoundError(_("There is no such thread."))
    return row.Article  # type: ignore[no-any-return]  # A column of a row has no type.


def of_thread_on_host(
    session: Session,
    thread_id: int,
    *,
    host: str,
    is_staff_of: Callable[[Article], bool],
) -> tuple[Site, Article]:
    """Return the site of *host* and the article of its thread, in one statement.

    :param is_staff_of: decides, for an article, whether a thread counts even if readers
        see nothing of it.
    :raises NotFoundError: if there is no such site, or no such thread.
    """
    given = {"thread_id": thread_id, "host": host}
    row = session.execute(_OF_THREAD_ON_HOST, given).first()
    if row is None:
        site_for(session, host)
    else:
        note_site(session, row.Site, host=host)
    if row is None or not (row.is_listed or is_staff_of(row.Article)):
        raise NotFoundError(_("There is no such thread."))
    return row.Site, row.Article


def of_comment(session: Session, comment_id: int, *, site_id: int) -> Article:
    """Return the article of a comment.

    :raises NotFoundError: if the site has no such comment.
    """
    article = session.scalar(
        select(Article)
        .join(Comment, Comment.article_id == Article.id)
        .where(Comment.id == comment_id, Article.site_id == site_id)
    )
    if article is None:
        raise NotFoundError(_("There is no such comment."))
    return article


def newest(
    session: Session, *, site_id: int, only_discussed: bool = False, limit: int = 30
) -> Sequence[Article]:
    """Return the newest articles of a site, the newest first.

    :param only_discussed: whether to leave out those without a published comment.
    """
    query = select(Article).where(Article.site_id == site_id)
    if only_discussed:
        query = query.where(Article.comment_count > 0)
    return session.scalars(
        query.order_by(Article.published_at.desc(), Article.id.desc()).limit(limit)
    ).all()


def page(
    session: Session, *, site_id: int, before: int | None = None
) -> tuple[Sequence[Article], int | None]:
    """Return a page of a site's articles, the newest first, and the next key.

    :param before: the key that the previous page returned.
    """
    query = select(Article).where(Article.site_id == site_id)
    if before is not None:
        query = query.where(Article.id < before)
    rows = session.scalars(
        query.order_by(Article.id.desc()).limit(ARTICLES_A_PAGE + 1)
    ).all()
    shown = rows[:ARTICLES_A_PAGE]
    return shown, shown[-1].id if len(rows) > len(shown) else None


def _locked(session: Session, site_id: int, key: str) -> Article | None:
    return session.scalar(_LOCKED, {"site_id": site_id, "key": key})


def _add(
    session: Session, site_id: int, key: str, facts: ArticleInput, now: datetime
) -> bool:
    """Store a new article with its required fields, and return whether it is new."""
    values = {"site_id": site_id, "key": key, "url": facts.url, "created_at": now}
    values |= {"headline": facts.headline, "published_at": facts.published_at or now}
    values["language"] = facts.language or language_of(session, site_id)
    return add_once(session, Article, values, key=["site_id", "key"])


def language_of(session: Session, site_id: int) -> str:
    """Return the language of a site, which its articles have unless they say."""
    return languages_of(session.get_one(Site, site_id))[0].replace("_", "-")


def _is_older(offered: datetime | None, known: datetime | None) -> bool:
    return offered is not None and known is not None and offered < known


def _apply(
    session: Session, article: Article, facts: ArticleInput, now: datetime
) -> None:
    article.url = facts.url
    article.headline = facts.headline
    article.section = facts.section
    article.standfirst = facts.standfirst
    article.body_html = facts.body_html
    article.language = facts.language or article.language
    article.subjects = list(facts.subjects)
    article.tags = list(facts.tags)
    article.profile_key = facts.profile_key
    article.version_created = facts.version_created or article.version_created
    article.published_at = facts.published_at or article.published_at or now
    if facts.view_count is not None:
        article.view_count = facts.view_count
    article.closing_days = facts.closing_days
    if facts.is_open is not None:
        opening.change(session, article, is_open=facts.is_open, now=now)
    if facts.is_withdrawn is not None:
        opening.withdraw(article, is_withdrawn=facts.is_withdrawn, now=now)


def _facts_of(article: Article) -> ArticleInput:
    """Return the fields of an article. Those that change only if given are ``None``."""
    return ArticleInput(
        url=article.url,
        headline=article.headline,
        section=article.section,
        standfirst=article.standfirst,
        body_html=article.body_html,
        language=article.language,
        subjects=article.subjects,
        tags=article.tags or (),
        profile_key=article.profile_key,
        closing_days=article.closing_days,
    )
