"""The JSON API of articles, threads and published comments."""

from __future__ import annotations

from functools import partial
from typing import Any

from auth.access.declarations import limited
from auth.access.identity import acting
from auth.core import audit
from auth.core.permissions import Permission
from auth.db.database import unit_of_work
from moderation.discussion import schemas
from moderation.discussion.inputs import PutArticle
from moderation.discussion.services import (
    article_authors,
    articles,
    comment_views,
    opening,
    threads,
)
from moderation.policy.services import profiles
from moderation.web.api_base import NOT_MODIFIED, Blueprint
from moderation.web.request import current_site, origin_of

blueprint = Blueprint(
    "discussion_api", __name__, description="Articles, threads and comments."
)

_ARTICLE = {
    "key": "Key",
    "headline": "Headline",
    "url": "Address",
    "section": "Section",
    "standfirst": "Standfirst",
    "body_html": "Text",
    "language": "Language",
    "subjects": "Subjects",
    "authors": "Authors",
}


@blueprint.route("/articles/<key>", methods=["PUT"])
@blueprint.guarded(Permission.PUT_ARTICLE)
@limited("machine")
@blueprint.arguments(
    schemas.ArticleBody, description="Plain JSON, or ninjs 1.x to 3.x as it is."
)
@blueprint.response(200, schemas.Article, description="It was known and is updated.")
@blueprint.alt_response(201, schema=schemas.Article, description="It is new.")
def put_article(change: PutArticle, **_address: str) -> tuple[Any, int]:
    """Register or update an article.

    Fields that are not sent stay unchanged, for example a profile that an admin chose,
    or comments that an admin closed. The body is plain JSON, or ninjs 1.x to 3.x, which
    is recognized by its ``uri``; other fields of ninjs are ignored. Returns 409 if
    ``versionCreated`` is older than the registered one. A ``pubStatus`` of withheld or
    canceled closes the comments until it is usable again.
    """
    with unit_of_work(write=True) as work:
        site = current_site(work.session)
        if change.facts.profile_key:
            profiles.check_known(work.session, change.facts.profile_key)
        article, is_new = articles.put(
            work.session, change, site_id=site.id, now=work.now
        )
        audit.record(
            work.session,
            actor_id=acting().account_id,
            action="article.create" if is_new else "article.change",
            subject=("article", article.key),
            site_id=site.id,
            now=work.now,
            detail={"key_id": acting().key_id, "is_open": article.closed_at is None},
        )
        authors = article_authors.names_of(work.session, article.id)
        closes_at = opening.closing_time(article, site)
        return schemas.article_json(article, authors, closes_at), 201 if is_new else 200


@blueprint.route("/articles/<key>", methods=["GET"])
@blueprint.open
@blueprint.response(200, schemas.Article)
@blueprint.doc(responses=NOT_MODIFIED)
def get_article(key: str) -> dict[str, Any]:
    """Return an article."""
    with unit_of_work(write=False) as work:
        site = current_site(work.session)
        article = articles.get(work.session, site_id=site.id, key=key)
        authors = article_authors.names_of(work.session, article.id)
        closes_at = opening.closing_time(article, site)
        return schemas.article_json(article, authors, closes_at)


@blueprint.route("/articles/<key>/threads", methods=["GET"])
@blueprint.open
@blueprint.arguments(schemas.ThreadsQuery, location="query", unknown="raise")
@blueprint.response(200, schemas.ThreadPage)
@blueprint.doc(responses=NOT_MODIFIED)
def get_threads(query: dict[str, Any], key: str) -> dict[str, Any]:
    """Return a page of an article's threads, each with its first replies."""
    with unit_of_work(write=False) as work:
        site = current_site(work.session)
        article = articles.get(work.session, site_id=site.id, key=key)
        page = threads.page(
            work.session,
            article_id=article.id,
            sort=query["sort"],
            after=query.get("after"),
        )
        told = partial(
            schemas.comment_json, article=article, origin=origin_of(work.session, site)
        )
        return {
            "threads": [
                {
                    "comment": told(thread.head),
                    "reply_count": thread.reply_count,
                    "replies": [told(each) for each in thread.replies],
                    "more_replies_after": thread.more_after,
                }
                for thread in page.threads
            ],
            "next_after": page.next_key,
        }


@blueprint.route("/threads/<int:thread_id>/replies", methods=["GET"])
@blueprint.open
@blueprint.arguments(schemas.RepliesQuery, location="query", unknown="raise")
@blueprint.response(200, schemas.ReplyPage)
@blueprint.doc(responses=NOT_MODIFIED)
def get_replies(query: dict[str, Any], thread_id: int) -> dict[str, Any]:
    """Return a page of a thread's replies, in the order of the page."""
    with unit_of_work(write=False) as work:
        site = current_site(work.session)
        article = articles.of_thread(work.session, thread_id, site_id=site.id)
        replies, more = threads.replies(
            work.session, thread_id=thread_id, after=query.get("after", "")
        )
        origin = origin_of(work.session, site)
        return {
            "replies": [
                schemas.comment_json(each, article, origin) for each in replies
            ],
            "next_after": more,
        }


@blueprint.route("/comments/<int:comment_id>", methods=["GET"])
@blueprint.open
@blueprint.response(200, schemas.Comment)
@blueprint.doc(responses=NOT_MODIFIED)
def get_comment(comment_id: int) -> dict[str, Any]:
    """Return one published comment."""
    with unit_of_work(write=False) as work:
        site = current_site(work.session)
        article = articles.of_comment(work.session, comment_id, site_id=site.id)
        view = comment_views.get_published(work.session, comment_id)
        return schemas.comment_json(view, article, origin_of(work.session, site))
