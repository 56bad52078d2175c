"""The cookie of the form token, which a frame on another site needs in its own kind."""

from __future__ import annotations

from flask import Flask, Response, g
from flask.sessions import SecureCookieSessionInterface, SessionMixin

from auth.access.declarations import is_without_cookies
from auth.access.embed.framing import is_framed

PREFIX = "__Host-"
IS_SHARED = "is_shared"
"""The name in ``g`` that says that this response is for everybody."""


def name_in_frame(name: str) -> str:
    """Return the name in a frame of the cookie that is *name* on our own pages."""
    prefix = PREFIX if name.startswith(PREFIX) else ""
    return f"{prefix}embed-{name.removeprefix(PREFIX)}"


class FormTokenCookies(SecureCookieSessionInterface):
    """Stores Flask's session, which holds the form token, in one of two cookies.

    A browser refuses a ``SameSite=Lax`` cookie in a frame on another site. Pages for
    the frame use a partitioned cookie, which exists once for each publisher.
    """

    def get_cookie_name(self, app: Flask) -> str:
        """Return the name of the cookie for this request."""
        name = super().get_cookie_name(app)
        return name_in_frame(name) if is_framed() else name

    def get_cookie_samesite(self, app: Flask) -> str | None:
        """Return the attribute ``SameSite``."""
        return "None" if self.get_cookie_partitioned(app) else "Lax"

    def get_cookie_partitioned(self, app: Flask) -> bool:
        """Whether the cookie is partitioned, which needs TLS."""
        return is_framed() and self.get_cookie_secure(app)

    def save_session(
        self, app: Flask, session: SessionMixin, response: Response
    ) -> None:
        """Store the session, except for a response that is the same for everybody."""
        if not is_without_cookies() and not g.get(IS_SHARED):
            super().save_session(app, session, response)
        elif session.modified:
            raise RuntimeError("A shared response has changed a session.")
