"""The JSON API of the embed: how many comments articles have."""

from __future__ import annotations

from typing import Any

from auth.access.declarations import without_cookies
from auth.db.database import unit_of_work
from moderation.embed.schemas import Counts, CountsQuery
from moderation.embed.services import counts
from moderation.web.api_base import NOT_MODIFIED, Blueprint
from moderation.web.request import current_site

blueprint = Blueprint(
    "embed_api", __name__, description="What other sites show of the discussions."
)

SHARED = {
    "Cache-Control": "public, max-age=60, stale-while-revalidate=600",
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


@blueprint.route("/counts", methods=["GET"])
@blueprint.open
@without_cookies
@blueprint.arguments(CountsQuery, location="query", unknown="raise")
@blueprint.response(200, Counts)
@blueprint.doc(responses=NOT_MODIFIED)
def get_counts(query: dict[str, Any]) -> tuple[dict[str, Any], int, dict[str, str]]:
    """Return the numbers of published comments of up to a hundred articles.

    An article that is not known has none. Pages of any origin may read this. It is the
    same for everybody, so shared caches may keep it for a minute.
    """
    with unit_of_work(write=False) as work:
        site_id = current_site(work.session).id
        found = {
            "articles": counts.by_key(work.session, query["article"], site_id=site_id),
            "urls": counts.by_url(work.session, query["url"], site_id=site_id),
        }
    return found, 200, SHARED
