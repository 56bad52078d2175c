"""Answers that are the same for everybody, and may be kept by shared caches.

A request with one of our cookies never gets one: it is answered privately from the same
address. Proxies have to be told to pass it through (docs/operations.md).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime

from flask import Response, current_app, g, request

from auth.access import cookies
from auth.access.embed.form_tokens import IS_SHARED
from moderation.web.public_part import front
from moderation.web.public_part.parts import Asked

SHARED_FOR = "public, max-age=0, s-maxage=5, stale-while-revalidate=10"
"""Browsers ask each time. A shared cache may be fifteen seconds behind."""


def public(asked: Asked, now: datetime, render: Callable[[], str]) -> Response:
    """Return the page that *render* makes, shared if nobody is named by a cookie."""
    if not is_for_everybody():
        return current_app.make_response(render())
    body = render().encode()
    front.keep_while_unchanged(asked.article.id, asked.stamp(now))
    return shared(Response(body, mimetype="text/html"), _tag(body))


def is_for_everybody() -> bool:
    """Whether nothing in this request says who asks."""
    return "Authorization" not in request.headers and not any(
        map(cookies.is_ours, request.cookies)
    )


def shared(response: Response, tag: str, caching: str = SHARED_FOR) -> Response:
    """Let shared caches keep *response*, which names nobody and sets no cookie."""
    setattr(g, IS_SHARED, True)
    response.headers["Cache-Control"] = caching
    response.set_etag(tag)
    response.make_conditional(request)
    return response


def _tag(body: bytes) -> str:
    return hashlib.blake2b(body, digest_size=12).hexdigest()
