"""Finds the discussion of a page that was made for another system, and its number."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from auth.access.declarations import public, without_cookies
from auth.core.errors import InvalidError
from auth.core.formats import number
from auth.core.translation import gettext as _
from auth.core.translation import ngettext
from auth.db.database import unit_of_work
from moderation.exchange.compat.rules import MOST_STORIES, Story, System, key_for
from moderation.exchange.compat.services import finding
from moderation.web.framed.links import FRAMED_BY, LOOKS
from moderation.web.request import current_site

blueprint = Blueprint("compat_stories", __name__)

KEPT = (*LOOKS, "around")
"""The query parameters that the page of the discussion takes as well."""
SYSTEM = "<any(coral,disqus):system>"
A_MINUTE = "public, max-age=60, stale-while-revalidate=600"


@blueprint.get(f"/embed/from/{SYSTEM}")
@public
@without_cookies
def show(system: str) -> ResponseReturnValue:
    """Lead the frame to the discussion of a story, or to where it would be added."""
    asked = request.args
    story = Story(asked.get("id", ""), asked.get("url", ""))
    with unit_of_work(write=False) as work:
        site = current_site(work.session)
        setattr(g, FRAMED_BY, tuple(site.allowed_origins))
        [found] = finding.find(
            work.session, [story], system=System(system), site_id=site.id
        )
        key = found.key if found else key_for(System(system), story)
    kept: dict[str, Any] = {name: asked[name] for name in KEPT if name in asked}
    response = redirect(url_for("embed.discussion__article", key=key, **kept))
    # An isolated page shows no frame that comes through an answer without this.
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    if found:
        response.headers["Cache-Control"] = A_MINUTE
    return response


@blueprint.get(f"/compat/{SYSTEM}/counts")
@public
@without_cookies
def count(system: str) -> Response:
    """Say for each story how many comments it has, as a number and as words.

    :raises InvalidError: if there are not as many ids as URLs, or too many.
    """
    ids, urls = request.args.getlist("id"), request.args.getlist("url")
    if len(ids) != len(urls) or len(ids) > MOST_STORIES:
        message = _(
            "Send as many ids as URLs, and at most %(most)s.", most=MOST_STORIES
        )
        raise InvalidError(message)
    stories = [Story(*each) for each in zip(ids, urls, strict=True)]
    with unit_of_work(write=False) as work:
        site_id = current_site(work.session).id
        found = finding.find(
            work.session, stories, system=System(system), site_id=site_id
        )
        counts = [each.comment_count if each else 0 for each in found]
    response = jsonify(counts=[_told(each) for each in counts])
    headers = response.headers
    headers["Cache-Control"] = A_MINUTE
    headers["Access-Control-Allow-Origin"] = "*"
    headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _told(comments: int) -> dict[str, str]:
    return {
        "number": number(comments),
        "word": ngettext("Comment", "Comments", comments),
        "text": ngettext("%(num)s Comment", "%(num)s Comments", comments),
    }
