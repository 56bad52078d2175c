"""The window in which a reader logs in for a frame on a publisher's page.

Its first page is opened with the pairing's public id. The browser then has a sealed
cookie, from which the nonce of the pairing is derived. The window's script tells the
nonce to the frame that opened it, and to nobody else.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from flask import Response, current_app, request, session, url_for
from itsdangerous import BadData, URLSafeTimedSerializer

from auth.access import cookies
from auth.access.cookies import Cookie
from auth.access.embed import pairings
from auth.core.rules import PAIRING_LIFETIME, PairingState
from auth.db.database import unit_of_work
from auth.sites.embedding import page_of
from auth.sites.lookup import site_on

PAGE = "auth.window"
APPROVED = (PairingState.APPROVED, PairingState.REDEEMED)
_SALT = "a window of a frame"
AGREED = "agreed_window"
"""Names, in the form cookie, the window in which somebody agreed, and their account."""


@dataclass(frozen=True)
class Window:
    """A window that belongs to a pairing.

    :param secret: the window's own secret, which only its cookie has.
    :param back: the publisher's page to return to, where no frame can be told; empty
        if it is unknown.
    """

    public_id: str
    secret: str
    back: str = ""

    @property
    def nonce(self) -> str:
        """The proof for the frame that this browser opened the window."""
        text = f"{self.secret}.{self.public_id}".encode()
        return hashlib.sha256(text).hexdigest()


def is_page(path: str) -> bool:
    """Whether *path* is that of a window's last page, in any language."""
    return path.partition("?")[0] == url_for(PAGE).partition("?")[0]


def begin() -> Window | None:
    """Return the window that this request opens; ``None`` if it opens none."""
    public_id = request.args.get("pair", "")
    if not public_id:
        return None
    with unit_of_work(write=False) as work:
        site = site_on(work.session, request.host)
        origins = site.allowed_origins if site else ()
        back = page_of(origins, request.args.get("return", ""))
    return Window(public_id[:64], secrets.token_urlsafe(32), back)


def current() -> Window | None:
    """Return the window that this browser has open."""
    try:
        found = _serializer().loads(
            cookies.read(Cookie.WINDOW) or "",
            max_age=int(PAIRING_LIFETIME.total_seconds()),
        )
        return Window(*found)
    except (BadData, TypeError):
        return None


def remember(response: Response, window: Window | None) -> None:
    """Store the window in the browser's cookie."""
    if window is not None:
        sealed = _serializer().dumps([window.public_id, window.secret, window.back])
        cookies.write(response, Cookie.WINDOW, sealed)


def is_agreed(window: Window, account_id: int) -> bool:
    """Whether somebody logged in in *window*, or chose to continue there.

    Any page can open a window and lead it on. Only its person can do this.
    """
    agreed: object = session.get(AGREED)
    return agreed == [window.public_id, account_id]


def approve(account_id: int) -> None:
    """Let the frame of this browser's window log in as an account, if there is one."""
    window = current()
    if window is None:
        return
    session[AGREED] = [window.public_id, account_id]
    with unit_of_work(write=True) as work:
        site = site_on(work.session, request.host)
        if site is not None:
            pairings.approve(
                work.session,
                public_id=window.public_id,
                nonce=window.nonce,
                account_id=account_id,
                site_id=site.id,
                now=work.now,
            )


def state() -> PairingState | None:
    """Return the state of the pairing of this browser's window."""
    window = current()
    if window is None:
        return None
    with unit_of_work(write=False) as work:
        site = site_on(work.session, request.host)
        if site is None:
            return None
        return pairings.state_for_window(
            work.session,
            public_id=window.public_id,
            nonce=window.nonce,
            site_id=site.id,
            now=work.now,
        )


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt=_SALT)
