"""What a supervisor of containers asks: whether this process answers at all."""

from __future__ import annotations

from flask import Blueprint, Response

from auth.access.declarations import by_key, public

blueprint = Blueprint("web_health", __name__)


@blueprint.get("/healthz")
@by_key
@public
def answer() -> Response:
    """Answer 200 on any host. Asks neither the database nor the classifier.

    A process whose database is away answers as well: a restart would not help it.
    """
    response = Response("ok\n", mimetype="text/plain")
    response.headers["Cache-Control"] = "no-store"
    return response
