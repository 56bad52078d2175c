"""The cookies of the accounts. All are ``HttpOnly`` and ``Path=/``.

Those for our own pages are ``SameSite=Lax``. Those of a frame on a publisher's page are
``Partitioned``: each publisher's pages have their own, and our pages never see them.

In production their names begin with ``__Host-``. A browser accepts such a cookie only
from this exact host and over TLS, so that a sibling domain cannot set one.
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import Any

from flask import Response, current_app, request

from auth.access.declarations import is_without_cookies
from auth.access.embed.form_tokens import name_in_frame
from auth.core.rules import (
    DEVICE_LIFETIME,
    PAIRING_LIFETIME,
    READER_TIMEOUTS,
    RECEIPT_LIFETIME,
    SIGN_ON_LIFETIME,
    TICKET_LIFETIME,
)
from auth.core.settings import settings

HOST_PREFIX = "__Host-"


class Cookie(StrEnum):
    """The cookies."""

    SESSION = "sid"
    TICKET = "handoff"
    RECEIPT = "receipt"
    DEVICE = "device"
    """Marks a browser that the account's owner has used (known_browsers.py)."""
    SIGN_ON = "sso"
    """Binds attempts to log in at an identity provider to their browser."""
    WINDOW = "window"
    """Marks a browser with a window in which a reader logs in for a frame."""
    EMBED = "embed"
    """The session of a frame."""
    PAIR = "pair"
    """Marks a frame that waits for a log-in."""


IN_FRAME = frozenset({Cookie.EMBED, Cookie.PAIR})


LIFETIMES: dict[Cookie, timedelta] = {
    Cookie.SESSION: READER_TIMEOUTS.absolute,
    Cookie.TICKET: TICKET_LIFETIME,
    Cookie.RECEIPT: RECEIPT_LIFETIME,
    Cookie.DEVICE: DEVICE_LIFETIME,
    Cookie.SIGN_ON: SIGN_ON_LIFETIME,
    Cookie.WINDOW: PAIRING_LIFETIME,
    Cookie.EMBED: READER_TIMEOUTS.absolute,
    Cookie.PAIR: PAIRING_LIFETIME,
}


def is_ours(name: str) -> bool:
    """Whether a cookie of this name is one of ours, so that the answer is private."""
    return name.startswith(HOST_PREFIX) or name in our_names()


def our_names() -> frozenset[str]:
    """Return the names of our cookies in this environment."""
    form = current_app.config["SESSION_COOKIE_NAME"]
    return frozenset({form, name_in_frame(form), *map(name_of, Cookie)})


def name_of(cookie: Cookie) -> str:
    """Return the cookie's name in this environment."""
    return f"{HOST_PREFIX}{cookie}" if settings().is_production else cookie.value


def read(cookie: Cookie) -> str | None:
    """Return the cookie's value in this request, unless its view sees no cookies."""
    if is_without_cookies():
        return None
    return request.cookies.get(name_of(cookie))


def receipt() -> tuple[str, str]:
    """Return the registration's receipt and its code; empty if there is none."""
    token, _, code = (read(Cookie.RECEIPT) or "").partition(".")
    return token, code


def write(response: Response, cookie: Cookie, value: str) -> None:
    """Set the cookie, and forbid caches to store the response."""
    response.set_cookie(
        name_of(cookie),
        value,
        max_age=LIFETIMES[cookie],
        **_attributes(cookie),
    )
    response.headers["Cache-Control"] = "no-store"


def delete(response: Response, cookie: Cookie) -> None:
    """Delete the cookie in the browser."""
    response.delete_cookie(name_of(cookie), **_attributes(cookie))
    response.headers["Cache-Control"] = "no-store"


def _attributes(cookie: Cookie) -> dict[str, Any]:
    is_secure = settings().is_production
    # Without TLS there is no partitioned cookie. Development then has one site.
    is_partitioned = is_secure and cookie in IN_FRAME
    return {
        "path": "/",
        "secure": is_secure,
        "httponly": True,
        "samesite": "None" if is_partitioned else "Lax",
        "partitioned": is_partitioned,
    }
