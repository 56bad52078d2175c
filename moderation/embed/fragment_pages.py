"""The newest comments for the publisher's own server, which puts them into its page.

Search engines and readers without scripts then find them there.
"""

from __future__ import annotations

import json

from flask import Blueprint, Response, render_template, request

from auth.access.declarations import public, without_cookies
from auth.db.database import unit_of_work
from moderation.discussion.models import Article
from moderation.discussion.services import articles, orders, threads
from moderation.discussion.text import in_one_line, with_origin
from moderation.discussion.thread_views import CommentView
from moderation.web.request import current_site, origin_of

blueprint = Blueprint("embed_fragment", __name__)

A_MINUTE = "public, max-age=60, stale-while-revalidate=600"
MOST = 20
"""The most comments of a fragment."""


@blueprint.get("/embed/articles/<key>/fragment")
@public
@without_cookies
def show(key: str) -> Response:
    """Send the newest comments as HTML, or as JSON-LD for the publisher's article."""
    with unit_of_work(write=False) as work:
        site = current_site(work.session)
        article = articles.get(work.session, site_id=site.id, key=key)
        page = threads.page(
            work.session, article_id=article.id, sort=orders.Sort.NEWEST
        )
        shown = [each for each in page.views if each.is_published][:MOST]
        home = origin_of(work.session, site)
        if request.args.get("format") == "jsonld":
            body, kind = linked_data(article, shown, home), "application/ld+json"
        else:
            body, kind = _html(article, shown, home), "text/html"
    response = Response(body, mimetype=kind)
    response.headers["Cache-Control"] = A_MINUTE
    response.add_etag()
    response.make_conditional(request)
    return response


def linked_data(article: Article, shown: list[CommentView], home: str) -> str:
    """Return the discussion as schema.org's properties of the publisher's article.

    It is safe inside a script element: nothing in it can end that element.
    """
    # Below /embed/, url_for leads to the page for a frame.
    discussion = f"{home}/articles/{article.key}"
    found = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": article.story_url or discussion,
        "headline": article.headline,
        "commentCount": article.comment_count,
        "discussionUrl": discussion,
        "comment": [
            {
                "@type": "Comment",
                "url": f"{home}/comments/{each.id}",
                "text": in_one_line(each.html or ""),
                "datePublished": each.created_at.isoformat(),
                "author": {"@type": "Person", "name": each.author_name},
            }
            for each in shown
        ],
    }
    # Not only an end tag: "<!--" and "<script" together hide the true end as well.
    return json.dumps(found, ensure_ascii=False).replace("<", "\\u003c")


def _html(article: Article, shown: list[CommentView], home: str) -> str:
    return render_template(
        "embed/fragment.html",
        article=article,
        comments=shown,
        home=home,
        with_origin=with_origin,
    )
