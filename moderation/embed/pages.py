"""The pages that a publisher's page shows in a frame."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g, render_template, request
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from auth.access import cookies
from auth.access.cookies import Cookie
from auth.access.declarations import public
from auth.access.embed.framing import is_framed
from auth.access.embed.windows import allowed_page
from auth.access.identity import current_actor
from auth.db.database import unit_of_work
from auth.sites.lookup import site_on
from moderation.community.rules import Target
from moderation.community.services import follows
from moderation.discussion.services import articles, published_since, threads
from moderation.web import personal
from moderation.web.framed.links import FRAMED_BY, framed
from moderation.web.request import current_site, query_choice

blueprint = Blueprint("embed", __name__, template_folder="templates")

ALSO_FRAMED = {
    "discussion.new_comments": "/embed/articles/<key>/new-comments",
    "discussion.thread": "/embed/threads/<int:thread_id>",
    "discussion.comment": "/embed/comments/<int:comment_id>",
    "intake.post_comment": "/embed/articles/<key>/comments",
    "intake.edit": "/embed/comments/<int:comment_id>/edit",
    "intake.edit_submit": "/embed/comments/<int:comment_id>/edit",
    "intake_reports.show_report": "/embed/comments/<int:comment_id>/report",
    "intake_reports.report": "/embed/comments/<int:comment_id>/report",
    "community.change_follow": "/embed/follows",
}
"""The views that the frame shows as well, and their paths there."""

WRITING = frozenset(
    {
        "intake.post_comment",
        "intake.edit_submit",
        "intake_reports.report",
        "community.change_follow",
    }
)
"""Those of them that take a form."""


@blueprint.get("/embed/articles/<key>", endpoint="discussion__article")
@public
def show_article(key: str) -> ResponseReturnValue:
    """Show the discussion of an article."""
    actor = current_actor()
    sort = query_choice("sort", threads.Sort) or threads.Sort.NEWEST
    with unit_of_work(write=False) as work:
        site = current_site(work.session)
        found = articles.get(work.session, site_id=site.id, key=key)
        page = threads.page(
            work.session,
            article_id=found.id,
            sort=sort,
            after=request.args.get("after"),
        )
        return render_template(
            "embed/article.html",
            article=found,
            page=page,
            sort=sort,
            seen=published_since.last_seen(work.session, article_id=found.id),
            personal=personal.of_page(
                work.session, actor, found, page.views, now=work.now
            ),
            is_followed=actor is not None
            and follows.follows(
                work.session, actor.account_id, Target.ARTICLE, found.id
            ),
        )


@blueprint.before_request
def find_allowed_origins() -> None:
    """Find the origins whose pages may frame this response."""
    with unit_of_work(write=False) as work:
        site = site_on(work.session, request.host)
        setattr(g, FRAMED_BY, tuple(site.allowed_origins) if site else ())


@blueprint.after_request
def add_headers(response: Response) -> Response:
    """Let isolated pages show the frame, and search engines find it only there."""
    headers = response.headers
    headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    headers["Cross-Origin-Embedder-Policy"] = "require-corp"
    headers["X-Robots-Tag"] = "noindex, indexifembedded"
    return response


@blueprint.app_context_processor
def frame_context() -> dict[str, Any]:
    """Return what the layout of the frame shows."""
    origins = g.get(FRAMED_BY, ())
    return {
        "framed_by": " ".join(origins),
        "waits_for_login": is_framed()
        and current_actor() is None
        and cookies.read(Cookie.PAIR) is not None,
        "page_around": allowed_page(origins, request.args.get("url", "")),
    }


@blueprint.record
def frame_also(state: BlueprintSetupState) -> None:
    """Show each view of :data:`ALSO_FRAMED` in the frame as well."""
    for endpoint, path in ALSO_FRAMED.items():
        state.app.add_url_rule(
            path,
            framed(endpoint),
            state.app.view_functions[endpoint],
            methods=["POST" if endpoint in WRITING else "GET"],
        )
