"""Atom feeds: of an article, of a reader, and of a site."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, make_response, request, url_for
from sqlalchemy.orm import Session

from auth.access.declarations import by_key, needs, public, without_cookies
from auth.core.errors import NotFoundError
from auth.core.models import Site
from auth.core.permissions import Permission
from auth.core.translation import gettext as _
from auth.db.database import unit_of_work
from moderation.community import atom
from moderation.community.services import feed_entries, feeds
from moderation.community.services.feed_entries import Published
from moderation.discussion.services import articles
from moderation.discussion.text import with_origin
from moderation.web.request import current_site, origin_of

blueprint = Blueprint("community_feeds", __name__)

SHARED = "public, max-age=60"


@blueprint.get("/articles/<key>/feed.atom")
@without_cookies
@public
def of_article(key: str) -> Response:
    """Return the newest comments of an article."""
    with unit_of_work(write=False) as work:
        session, site = work.session, current_site(work.session)
        article = articles.get(session, site_id=site.id, key=key)
        entries = feed_entries.of_article(session, article)
        feed = atom.Feed(
            id=_id(site, "article", article.id),
            title=_("Comments: %(headline)s", headline=article.headline),
            url=_url(session, site, "community_feeds.of_article", key=key),
            page_url=_url(session, site, "discussion.article", key=key),
            updated_at=feed_entries.newest_change(entries, article.created_at),
            entries=_entries(session, site, entries),
        )
    return _answer(feed, SHARED)


@blueprint.get("/readers/<slug>/feed.atom")
@without_cookies
@public
def of_reader(slug: str) -> Response:
    """Return the newest comments of a reader whose page is public."""
    with unit_of_work(write=False) as work:
        session, site = work.session, current_site(work.session)
        if not site.has_reader_pages:
            raise NotFoundError(_("This site has no reader pages."))
        reader = feeds.reader_named(session, slug)
        entries = feed_entries.of_reader(session, reader_id=reader.id, site_id=site.id)
        feed = atom.Feed(
            id=_id(site, "reader", reader.id),
            title=_("%(name)s on %(site)s", name=reader.display_name, site=site.name),
            url=_url(session, site, "community_feeds.of_reader", slug=slug),
            page_url=_url(session, site, "community.reader", slug=slug),
            updated_at=feed_entries.newest_change(entries, reader.created_at),
            entries=_entries(session, site, entries),
        )
    return _answer(feed, SHARED)


@blueprint.get("/feed.atom")
@by_key
@needs(Permission.READ_SITE_FEED)
def of_site() -> Response:
    """Return the newest comments of the whole site, to a key with the scope."""
    with unit_of_work(write=False) as work:
        session, site = work.session, current_site(work.session)
        entries = feed_entries.of_site(session, site.id)
        feed = atom.Feed(
            id=_id(site, "site", site.id),
            title=_("All comments on %(site)s", site=site.name),
            # Without the key: the document may be stored.
            url=_url(session, site, "community_feeds.of_site"),
            page_url=_url(session, site, "discussion.front_page"),
            updated_at=feed_entries.newest_change(entries, site.created_at),
            entries=_entries(session, site, entries),
        )
    return _answer(feed, "private, no-store")


def _entries(
    session: Session, site: Site, found: Sequence[Published]
) -> list[atom.Entry]:
    return [_entry(session, site, each) for each in found]


def _entry(session: Session, site: Site, comment: Published) -> atom.Entry:
    def address(comment_id: int) -> str:
        return _url(session, site, "discussion.comment", comment_id=comment_id)

    slug = comment.author_slug if site.has_reader_pages else None
    parent = comment.parent_id
    return atom.Entry(
        id=_id(site, "comment", comment.id),
        url=address(comment.id),
        title=_(
            "%(name)s on “%(headline)s”",
            name=comment.author_name,
            headline=comment.headline,
        ),
        html=with_origin(comment.html, origin_of(session, site)),
        language=comment.language,
        author=comment.author_name,
        author_url=_url(session, site, "community.reader", slug=slug) if slug else None,
        published_at=comment.published_at,
        updated_at=comment.updated_at,
        replies=comment.replies,
        answers=(_id(site, "comment", parent), address(parent)) if parent else None,
    )


def _id(site: Site, kind: str, number: int) -> str:
    # The moment at which the site was added tells newsrooms apart, and never changes.
    return atom.permanent_id(f"{site.created_at.isoformat()} {site.id}", kind, number)


def _url(session: Session, site: Site, endpoint: str, **values: Any) -> str:
    return origin_of(session, site) + url_for(endpoint, **values)


def _answer(feed: atom.Feed, caching: str) -> Response:
    response = make_response(atom.document(feed))
    response.content_type = f"{atom.MEDIA_TYPE}; charset=utf-8"
    response.headers["Cache-Control"] = caching
    # A comment that was hidden makes the document another one, but not a newer one. So
    # only the tag says that nothing has changed.
    response.add_etag()
    response.last_modified = feed.updated_at
    if "If-None-Match" in request.headers:
        response.make_conditional(request)
    return response
