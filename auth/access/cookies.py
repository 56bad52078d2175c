"""The cookies of the accounts. All are ``HttpOnly``, ``SameSite=Lax`` and ``Path=/``.

In production their names begin with ``__Host-``. A browser accepts such a cookie only
from this exact host and over TLS, so that a sibling domain cannot set one.
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from flask import Response, request

from auth.core.rules import (
    DEVICE_LIFETIME,
    READER_TIMEOUTS,
    RECEIPT_LIFETIME,
    SIGN_ON_LIFETIME,
    TICKET_LIFETIME,
)
from auth.core.settings import settings


class Cookie(StrEnum):
    """The cookies."""

    SESSION = "sid"
    TICKET = "handoff"
    RECEIPT = "receipt"
    DEVICE = "device"
    """Marks a browser that the account's owner has used (known_browsers.py)."""
    SIGN_ON = "sso"
    """Binds attempts to log in at an identity provider to their browser."""


LIFETIMES: dict[Cookie, timedelta] = {
    Cookie.SESSION: READER_TIMEOUTS.absolute,
    Cookie.TICKET: TICKET_LIFETIME,
    Cookie.RECEIPT: RECEIPT_LIFETIME,
    Cookie.DEVICE: DEVICE_LIFETIME,
    Cookie.SIGN_ON: SIGN_ON_LIFETIME,
}


def name_of(cookie: Cookie) -> str:
    """Return the cookie's name in this environment."""
    return f"__Host-{cookie}" if settings().is_production else cookie.value


def read(cookie: Cookie) -> str | None:
    """Return the cookie's value in this request."""
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
        secure=settings().is_production,
        httponly=True,
        samesite="Lax",
        path="/",
    )
    response.headers["Cache-Control"] = "no-store"


def delete(response: Response, cookie: Cookie) -> None:
    """Delete the cookie in the browser."""
    response.delete_cookie(
        name_of(cookie),
        path="/",
        secure=settings().is_production,
        httponly=True,
        samesite="Lax",
    )
    response.headers["Cache-Control"] = "no-store"
