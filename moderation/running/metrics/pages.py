"""``/metrics`` for Prometheus, behind a token, and ``/readyz`` for a balancer."""

from __future__ import annotations

import hmac
import time

from flask import Blueprint, Flask, Response, current_app, g, request
from sqlalchemy import text

from auth.access.declarations import by_key, public, query_key
from auth.core.errors import NotFoundError
from auth.db.database import current_database
from moderation.platform import chore_runner
from moderation.platform.counters import REQUESTS
from moderation.running.metrics.exposing import Exposition
from moderation.running.migrate import missing
from moderation.web.request import config

blueprint = Blueprint("running", __name__)

EXTENSION = "ceasefire.metrics"
PLAIN = "text/plain; version=0.0.4; charset=utf-8"
OTHER = "other"
"""The method or route of a request that has none of ours."""

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
UNCOUNTED = frozenset(
    {"static", "running.metrics", "running.ready", "web_health.answer"}
)


@blueprint.get("/metrics")
@by_key
@public
def metrics() -> Response:
    """Return the figures for a call with the token. Others get a 404.

    :raises NotFoundError: without `METRICS_TOKEN`, or with another token.
    """
    token = config().metrics_token
    if not token or not hmac.compare_digest(query_key().encode(), token.encode()):
        raise NotFoundError
    exposition: Exposition = current_app.extensions[EXTENSION]
    return _uncached(Response(exposition.text(), content_type=PLAIN))


@blueprint.get("/readyz")
@by_key
@public
def ready() -> Response:
    """Answer 200 once the database answers and has every migration of this version."""
    lacks: list[str] = []

    def look() -> None:
        database = current_database()
        with database.unit_of_work(write=False) as work:
            work.session.execute(text("SELECT 1"))
        lacks.extend(missing(database))

    if not chore_runner.attempt("ready", look):
        return _said("The database is unavailable.\n", 503)
    if lacks:
        return _said("The database lacks migrations.\n", 503)
    return _said("ok\n", 200)


def _said(words: str, status: int) -> Response:
    return _uncached(Response(words, status, mimetype="text/plain"))


def setup(app: Flask) -> None:
    """Measure every request of *app*."""
    app.extensions[EXTENSION] = Exposition(app.extensions["ceasefire.database"])
    app.before_request(_begin)
    app.after_request(_observe)


def _begin() -> None:
    g.begun_at = time.perf_counter()


def _observe(response: Response) -> Response:
    begun_at, rule = g.get("begun_at"), request.url_rule
    if begun_at is None or request.endpoint in UNCOUNTED:
        return response
    method = request.method if request.method in METHODS else OTHER
    route = rule.rule if rule else OTHER
    REQUESTS.labels(method, route, str(response.status_code)).observe(
        time.perf_counter() - begun_at
    )
    return response


def _uncached(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
