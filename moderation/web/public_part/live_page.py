"""The state of an article's discussion, which open pages ask for again and again."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from auth.access.declarations import public, without_cookies
from auth.core.errors import NotFoundError
from auth.db.database import unit_of_work
from moderation.discussion.rules import ask_again_in
from moderation.discussion.services import articles, published_since
from moderation.web.public_part import answers, front
from moderation.web.public_part.parts import stamp_of
from moderation.web.request import current_site

blueprint = Blueprint("web_live", __name__)

STATE_FOR = "public, max-age=0, s-maxage=5, stale-while-revalidate=10"
STATE_SECONDS = 2
UNKNOWN_SECONDS = 30
UNKNOWN_FOR = f"public, max-age={UNKNOWN_SECONDS}"


@blueprint.get("/live/a/<key>")
@public
@without_cookies
def state(key: str) -> Response:
    """Return the version, the count and the newest comment, and when to ask again.

    ``next`` is in seconds; 0 means not until the page is looked at again. The answer is
    the same for everybody, and any site's page may read it.
    """
    with unit_of_work(write=False) as work:
        site = current_site(work.session)
        try:
            found = articles.get(work.session, site_id=site.id, key=key)
        except NotFoundError as error:
            answer = jsonify(error={"code": error.code, "message": error.message})
            answer.status_code = 404
            front.keep_for(UNKNOWN_SECONDS)
            return _for_everybody(answer, "unknown", UNKNOWN_FOR)
        newest = published_since.newest(work.session, article_id=found.id)
        version, _ = stamp_of(found, site, now=work.now)
        pause = ask_again_in(
            work.now - max(newest or found.published_at, found.published_at),
            is_open=found.closed_at is None,
        )
        answer = jsonify(
            v=version,
            count=found.comment_count,
            newest=newest.isoformat() if newest else None,
            open=found.closed_at is None,
            next=pause,
        )
    front.keep_for(STATE_SECONDS)
    return _for_everybody(answer, f"{version}-{pause}", STATE_FOR)


def _for_everybody(answer: Response, tag: str, caching: str) -> Response:
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answers.shared(answer, tag, caching)
