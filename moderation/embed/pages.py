"""The pages that a publisher's page shows in a frame."""

from __future__ import annotations

from collections.abc import Collection
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from auth.access import cookies
from auth.access.cookies import Cookie
from auth.access.declarations import is_without_cookies, public
from auth.access.embed.framing import is_framed
from auth.access.identity import current_actor
from auth.core.errors import NotFoundError
from auth.core.models import Site
from auth.core.numbers import query_number
from auth.core.translation import gettext as _
from auth.db.database import UnitOfWork, unit_of_work
from auth.sites.embedding import page_of
from moderation.discussion.models import Article
from moderation.discussion.services import articles, orders, threads
from moderation.embed.inputs import AddArticle
from moderation.embed.rules import Theme, readable_accent
from moderation.embed.services import adding
from moderation.web.framed.leaving import in_new_tabs
from moderation.web.framed.links import framed, framed_by, looks_of_request
from moderation.web.public_part import answers, parts, whole_pages
from moderation.web.public_part.parts import Asked, PublicPart
from moderation.web.public_part.whole_pages import Page
from moderation.web.request import current_site, query_choice

blueprint = Blueprint("embed", __name__, template_folder="templates")

ALSO_FRAMED = {
    "discussion.new_comments": "/embed/articles/<key>/new-comments",
    "discussion.thread": "/embed/threads/<int:thread_id>",
    "discussion.comment": "/embed/comments/<int:comment_id>",
    "intake.post_comment": "/embed/articles/<key>/comments",
    "intake_previews.show": "/embed/articles/<key>/comments/preview",
    "intake.edit": "/embed/comments/<int:comment_id>/edit",
    "intake.edit_submit": "/embed/comments/<int:comment_id>/edit",
    "intake_reports.show_report": "/embed/comments/<int:comment_id>/report",
    "intake_reports.report": "/embed/comments/<int:comment_id>/report",
    "discussion.my_comments": "/embed/my-comments",
    "appeals.show_statement": "/embed/my-comments/<int:comment_id>/statement",
    "appeals.appeal": "/embed/my-comments/<int:comment_id>/appeal",
    "appeals.show_own_sanctions": "/embed/my-sanctions",
    "appeals.appeal_sanction": "/embed/my-sanctions/<int:sanction_id>/appeal",
    "appeals.acknowledge": "/embed/my-sanctions/<int:sanction_id>/acknowledge",
    "community.change_follow": "/embed/follows",
    "community_reactions.change_reaction": "/embed/comments/<int:comment_id>/reaction",
}
"""The views that the frame shows as well, and their paths there."""

WRITING = frozenset(
    {
        "intake.post_comment",
        "intake_previews.show",
        "intake.edit_submit",
        "intake_reports.report",
        "appeals.appeal",
        "appeals.appeal_sanction",
        "appeals.acknowledge",
        "community.change_follow",
        "community_reactions.change_reaction",
    }
)
"""Those of them that take a form."""


@blueprint.get("/embed/articles/<key>", endpoint="discussion__article")
@public
def show_article(key: str) -> ResponseReturnValue:
    """Show the discussion of an article."""
    actor = current_actor()
    sort = query_choice("sort", orders.Sort) or orders.Sort.NEWEST
    with unit_of_work(write=False) as work:
        try:
            site, found = articles.on_host(work.session, host=request.host, key=key)
        except NotFoundError:
            return _page_without_article(current_site(work.session), key)
        asked = Asked(
            site,
            found,
            for_reader=actor is not None,
            after=request.args.get("after", ""),
        )
        part = parts.of_article(work.session, asked, sort=sort, now=work.now)
        around = query_number("around")
        place = _place_elsewhere(work.session, found, around, part.views)
        if place is not None:
            return redirect(place)
        return answers.public(
            asked, work.now, lambda: _article_page(work, asked, part, around)
        )


def _article_page(
    work: UnitOfWork, asked: Asked, part: PublicPart, around: int | None
) -> str:
    page = Page("embed/article.html", dict, wanted=around)
    return whole_pages.rendered(
        work.session, asked, part, page, current_actor(), now=work.now
    )


def _page_without_article(site: Site, key: str) -> str:
    """Return a page whose script adds the article.

    Opening a page changes nothing: crawlers and prefetches add no articles.

    :raises NotFoundError: if the site does not add it.
    """
    url = request.args.get("url", "")
    if not adding.may_add(site, AddArticle(key, url)):
        raise NotFoundError(_("There is no such article."))
    return render_template("embed/new_article.html", key=key, url=url)


def _place_elsewhere(
    session: Session, article: Article, comment_id: int | None, shown: Collection[int]
) -> str | None:
    """Return the page with the wanted comment, if that is not this one.

    ``None`` also for a comment that readers do not see, or that is of another article.
    """
    if not comment_id or comment_id in shown:
        return None
    try:
        place = threads.place_of(session, comment_id)
        of = articles.of_comment(session, comment_id, site_id=article.site_id)
    except NotFoundError:
        return None
    if of.id != article.id:
        return None
    return url_for(
        "discussion.thread",
        thread_id=place.thread_id,
        after=place.after or None,
        _anchor=f"comment-{comment_id}",
    )


@blueprint.before_app_request
def find_allowed_origins() -> None:
    """Find the origins whose pages may frame this response."""
    framed_by()


@blueprint.after_app_request
def finish(response: Response) -> Response:
    """Let publishers' pages show what is under ``/embed/``, isolated pages as well.

    Search engines find it only there. Its links to pages that may not be framed open
    in tabs, also without scripts.
    """
    if not is_framed() or is_without_cookies():
        return response
    headers = response.headers
    headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    headers["Cross-Origin-Embedder-Policy"] = "require-corp"
    headers["X-Robots-Tag"] = "noindex, indexifembedded"
    is_sent = response.status_code != HTTPStatus.NOT_MODIFIED
    if is_sent and response.mimetype == "text/html":
        response.set_data(in_new_tabs(response.get_data(as_text=True)))
    return response


@blueprint.app_context_processor
def frame_context() -> dict[str, Any]:
    """Return what the layout of the frame shows."""
    if not is_framed():
        return {}
    origins = framed_by()
    asked = request.args.get("theme", "")
    theme = Theme(asked) if asked in set(Theme) else Theme.AUTO
    return {
        "framed_by": " ".join(origins),
        "waits_for_login": current_actor() is None
        and cookies.read(Cookie.PAIR) is not None,
        "theme": theme,
        "looks": looks_of_request,
        "font": request.args.get("font", ""),
        "accent": readable_accent(request.args.get("accent", ""), theme),
        "page_around": page_of(origins, request.args.get("url", "")),
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
