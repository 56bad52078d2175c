"""The cookies of the accounts. All of them are httponly, Lax, and for every path.

In production their names begin with ``__Host-``: a browser takes such a cookie only
from this very host and over TLS, so that no neighbour can plant one.
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from flask import Response, request

from auth.core.rules import (
    DEVICE_LIFETIME,
    READER_TIMEOUTS,
    RECEIPT_LIFETIME,
    TICKET_LIFETIME,
)
from auth.core.settings import settings


class Cookie(StrEnum):
    """Which cookie."""

    SESSION = "sid"
    TICKET = "handoff"
    RECEIPT = "receipt"
    DEVICE = "device"
    """Says that an account's owner has logged in here before (known_browsers.py)."""


LIFETIMES: dict[Cookie, timedelta] = {
    Cookie.SESSION: READER_TIMEOUTS.absolute,
    Cookie.TICKET: TICKET_LIFETIME,
    Cookie.RECEIPT: RECEIPT_LIFETIME,
    Cookie.DEVICE: DEVICE_LIFETIME,
}


def name_of(cookie: Cookie) -> str:
    """Return the cookie's name in this environment."""
    return f"__Host-{cookie}" if settings().is_production else cookie.value


def read(cookie: Cookie) -> str | None:
    """Return the cookie's value in this request."""
    return request.cookies.get(name_of(cookie))


def receipt() -> tuple[str, str]:
    """Return the registration's receipt and its code, empty where there is none."""
    token, _, code = (read(Cookie.RECEIPT) or "").partition(".")
    return token, code


def write(response: Response, cookie: Cookie, value: str) -> None:
    """Set the cookie; no cache may keep the answer that does."""
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
    """Have the browser forget the cookie."""
    response.delete_cookie(
        name_of(cookie),
        path="/",
        secure=settings().is_production,
        httponly=True,
        samesite="Lax",
    )
    response.headers["Cache-Control"] = "no-store"
