"""Protects every page: headers for the browser, and requests that are refused."""

from __future__ import annotations

from flask import Flask, Response, g, request, session
from flask_login import current_user

from auth.access import forms, security_log
from auth.access.declarations import is_by_key, is_without_cookies
from auth.access.embed.form_tokens import IS_SHARED
from auth.core.errors import ForbiddenError, InvalidError
from auth.core.network.url_parts import url_parts
from auth.core.translation import gettext as _
from moderation.web.framed.links import framed_by
from moderation.web.request import config

ONE_YEAR = f"max-age={365 * 24 * 60 * 60}"
"""How long a browser that has visited the site uses only https for it."""
_POLICY = {
    "default-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "img-src": "'self' data:",
}


def security_headers(response: Response) -> Response:
    """Set the security headers of every response. Pages may be stricter."""
    policy = response.content_security_policy
    policy.update(_POLICY, **{"frame-ancestors": " ".join(framed_by()) or "'none'"})
    headers = response.headers
    if config().is_production:
        headers["Strict-Transport-Security"] = ONE_YEAR
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
    if g.get(IS_SHARED):
        return response
    # A response for one browser, even if only for its form token, must not be cached.
    if (current_user and current_user.is_authenticated) or session.modified:
        headers["Cache-Control"] = "private, no-store"
    elif not headers.get("Cache-Control"):
        headers["Cache-Control"] = "no-cache"
    if not is_without_cookies():
        response.vary.add("Cookie")
    return response


def refuse_cross_site() -> None:
    """Refuse a change that another site's page requests.

    The form token is checked as well.

    :raises ForbiddenError: if the request is cross-site.
    """
    if request.method in ("GET", "HEAD", "OPTIONS") or is_by_key():
        return
    origin = request.headers.get("Origin", "null")
    is_elsewhere = origin != "null" and url_parts(origin).netloc != request.host
    if is_elsewhere or request.headers.get("Sec-Fetch-Site") == "cross-site":
        security_log.note(security_log.SecurityEvent.CROSS_SITE_REFUSED)
        raise ForbiddenError(_("This form was sent from another site."))


def refuse_nul() -> None:
    """Refuse a NUL anywhere in the request, because PostgreSQL cannot store one.

    :raises InvalidError: if there is one.
    """
    sent = [request.path, *request.args.values()]
    if not is_by_key():
        # A program's body is read whole by its endpoint, whatever it calls itself.
        sent += forms.sent().values()
    if any("\0" in each for each in sent):
        raise InvalidError(_("The request contains a character that is not allowed."))


def setup(app: Flask) -> None:
    """Protect all requests and responses of *app*."""
    app.before_request(refuse_cross_site)
    app.before_request(refuse_nul)
    app.after_request(security_headers)
