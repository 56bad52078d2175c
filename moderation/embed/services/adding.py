"""Adds an article for a page of the publisher that has none yet."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from auth.core.errors import NotFoundError
from auth.core.models import Site
from auth.core.translation import gettext as _
from auth.sites.embedding import is_page_of
from moderation.discussion.inputs import ArticleInput, PutArticle
from moderation.discussion.services import articles
from moderation.embed.inputs import AddArticle
from moderation.embed.rules import headline_of


def may_add(site: Site, change: AddArticle) -> bool:
    """Whether the site adds an article for this page when it is opened."""
    return site.adds_articles and is_page_of(site.allowed_origins, change.url)


def add(session: Session, change: AddArticle, *, site: Site, now: datetime) -> None:
    """Add the article of a page. One that exists stays as it is.

    Its headline is made from the address, because the page around the frame could say
    anything. The publisher's system may send a better one at any time.

    :raises NotFoundError: if the site adds no articles, or not for this page.
    :raises InvalidError: if the key is not one.
    """
    if not may_add(site, change):
        raise NotFoundError(_("There is no such article."))
    url = change.url.partition("#")[0]
    facts = ArticleInput(url=url, headline=headline_of(url))
    new = PutArticle(key=change.key, facts=facts, given=frozenset())
    articles.put(session, new, site_id=site.id, now=now)
