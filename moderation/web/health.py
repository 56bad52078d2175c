"""The health check: whether this process answers requests at all."""

from __future__ import annotations

from flask import Blueprint, Response

from auth.access.declarations import by_key, public

blueprint = Blueprint("web_health", __name__)


@blueprint.get("/healthz")
@by_key
@public
def answer() -> Response:
    """Answer 200 on any host. Checks neither the database nor the classifier.

    It answers 200 without the database too, because a restart would not help then.
    """
    response = Response("ok\n", mimetype="text/plain")
    response.headers["Cache-Control"] = "no-store"
    return response
