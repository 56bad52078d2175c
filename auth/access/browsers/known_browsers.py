"""Remembers the browsers in which an account's owner has logged in.

Wrong passwords are counted per account, so that nobody can guess one from many
networks. Somebody could abuse that to lock out the owner. So tries from a browser that
the owner has used are counted separately (OWASP, "device cookies"). The cookie gives no
access by itself.
"""

from __future__ import annotations

from flask import Response, current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer

from auth.access import cookies
from auth.access.cookies import Cookie
from auth.core import throttles, tokens
from auth.core.rules import DEVICE_LIFETIME

KNOWN = "login-device"


def remember(response: Response, email: str) -> None:
    """Mark this browser as one that the owner of *email* uses."""
    subject = tokens.digest(throttles.login_subject(email))
    if _known_as(subject) is None:
        signed = _signer().dumps([subject, tokens.new_token()])
        cookies.write(response, Cookie.DEVICE, str(signed))


def counted_as(email: str) -> tuple[str, str]:
    """Return the limit and the subject under which a log-in is counted."""
    subject = throttles.login_subject(email)
    known = _known_as(tokens.digest(subject))
    return (KNOWN, known) if known else (throttles.LOGIN, subject)


def _known_as(subject: str) -> str | None:
    """Return the id of this browser if the account's owner has used it."""
    value = cookies.read(Cookie.DEVICE)
    if not value:
        return None
    try:
        stored, nonce = _signer().loads(
            value, max_age=int(DEVICE_LIFETIME.total_seconds())
        )
    except (BadSignature, ValueError, TypeError):
        return None
    return tokens.digest(str(nonce)) if stored == subject else None


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="known device")
