"""Finds the actor of a request by session cookie, API key or ticket."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import flask
import structlog
from flask import (
    Response,
    abort,
    current_app,
    g,
    make_response,
    redirect,
    request,
    url_for,
)
from flask_login import LoginManager
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from auth.access import cookies, keys, security_log, sessions
from auth.access.browsers import session_cookies
from auth.access.cookies import Cookie
from auth.access.declarations import (
    declared_access,
    is_by_key,
    is_without_cookies,
    query_key,
    wants_fresh,
)
from auth.access.embed import framing
from auth.access.identity import SignedIn, acting, current_actor
from auth.accounts import registration
from auth.core import throttles
from auth.core.errors import ForbiddenError, ProofNeededError, TooManyError
from auth.core.naming import addresses
from auth.core.translation import gettext as _
from auth.db.database import unit_of_work
from auth.sites.own_address import own_address

log = structlog.get_logger()

PREFETCH = "prefetch"
PURPOSES = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")
"""Headers with which browsers announce, or once announced, a prefetch."""


def load_actor(_request: flask.Request) -> SignedIn | None:
    """Return the actor of the request: the bearer key's, or the session's."""
    if is_by_key():
        return _by_key(query_key()) if query_key() else None
    header = request.headers.get("Authorization", "")
    if header.startswith("Bearer "):
        return _by_key(header.removeprefix("Bearer ").strip())
    actor = None if is_without_cookies() else session_cookies.current()
    if actor is None:
        return None
    if actor.wants_touch and actor.session_id:
        with unit_of_work(write=True) as work:
            sessions.touch(work.session, actor.session_id, now=work.now)
    return SignedIn(framing.limited_to_frame(actor) if framing.is_framed() else actor)


def redeem_ticket() -> Response | None:
    """Log in a browser that has a ticket, on the first page that it opens.

    Only a top-level document counts, or one in a frame of the same site, never a
    prefetch or a prerender: a prerendered
    page would be shown later without a request. The origin of the navigation does not
    matter: the reload of a page that was reached from elsewhere stays cross-site.
    """
    ticket = cookies.read(Cookie.TICKET)
    if not ticket or request.method != "GET" or not _is_document():
        return None
    if any(request.headers.get(name, "").startswith(PREFETCH) for name in PURPOSES):
        # The click on it then makes a request of its own.
        abort(503)
    actor = current_actor()
    if actor is not None and not actor.has_frame_session:
        g.forget_ticket = True
        return None
    response = _redeem(ticket)
    g.forget_ticket = response is None
    return response


def forget_ticket(response: Response) -> Response:
    """Delete the cookie of an invalid ticket, without a message."""
    if g.get("forget_ticket"):
        cookies.delete(response, Cookie.TICKET)
    return response


def open_session(response: Response, account_id: int, *, proved: bool) -> None:
    """Log the browser in with a new session that keeps nothing of an earlier one.

    The rest of the request also runs as this account.
    """
    with unit_of_work(write=True) as work:
        session_cookies.end_in(work, *session_cookies.KINDS)
        token = sessions.open_session(
            work.session,
            account_id=account_id,
            host=request.host,
            user_agent=request.user_agent.string,
            now=work.now,
            proved=proved,
        )
    security_log.note_opened(account_id)
    flask.session.pop("csrf_token", None)
    cookies.write(response, Cookie.SESSION, token)
    if cookies.read(Cookie.EMBED):
        cookies.delete(response, Cookie.EMBED)
    _become(token)


def rotate_session(response: Response, step: sessions.Step) -> None:
    """Give the browser's session a new token after its owner's proof of identity."""
    session_id = acting().session_id
    if session_id is None:
        raise ForbiddenError(_("A key cannot do this."))
    with unit_of_work(write=True) as work:
        token = sessions.rotate(work.session, session_id, step=step, now=work.now)
    cookies.write(response, Cookie.SESSION, token)
    _become(token)


def ask_for_proof() -> Response | None:
    """Ask for the second factor or the password if one of them is needed.

    Staff need their second factor. Sensitive actions need the password again if the
    last proof is too old. A page redirects there and back.

    :raises ProofNeededError: for a form, so that the input is kept, and for the JSON
        API.
    """
    actor, endpoint = current_actor(), request.endpoint
    if actor is None or actor.session_id is None or endpoint is None:
        return None
    declared = declared_access(current_app, endpoint)
    if declared in actor.withheld_permissions:
        return _ask("second_factor")
    is_recent_enough = actor.is_fresh or not wants_fresh(current_app, endpoint)
    if declared in actor.permissions and not is_recent_enough:
        return _ask("password")
    return None


def count_try(kind: str, subject: str) -> None:
    """Count one try in a separate transaction, so that a refused one counts too.

    :raises TooManyError: if there were too many.
    """
    refused: TooManyError | None = None
    with unit_of_work(write=True) as work:
        try:
            throttles.hit(work.session, kind=kind, subject=subject, now=work.now)
        except TooManyError as error:
            refused = error
    if refused is not None:
        raise refused


def count_mail(email: str) -> None:
    """Count one mail to *email* that a stranger can cause, known address or not.

    :raises InvalidError: if it is not an address.
    :raises TooManyError: if the address was sent too many.
    """
    key = addresses.address_key(addresses.address(email))
    count_try("mail-address", key)
    count_try("mail-address-day", key)


def network() -> str:
    """Return the network of this request."""
    return throttles.network_of(request.remote_addr)


def safe_next(target: str | None) -> str:
    """Return *target* if it is a page of this site, else the nearest page above it.

    A page is anything that answers GET. An address that only accepts a form leads to
    the page above it, anything else to the front page. Backslashes and control
    characters are refused, because browsers read them as slashes or skip them.
    """
    if not target or not target.startswith("/") or target.startswith("//"):
        return "/"
    if "\\" in target or any(ord(char) < 33 for char in target):
        return "/"
    try:
        parts = urlsplit(target)
    except ValueError:
        return "/"
    if parts.scheme or parts.netloc:
        return "/"
    return target if _opens(parts.path) else _page_above(parts.path)


def setup(manager: LoginManager) -> None:
    """Make Flask-Login use our sessions. Its own cookie is never set."""
    manager.session_protection = None
    manager.request_loader(load_actor)


def _ask(by: str) -> Response:
    if request.method != "GET" or request.path.startswith("/api/"):
        raise ProofNeededError(details={"by": by})
    endpoint = "auth.prove" if by == "password" else "auth.show_second_factor"
    back_here = request.full_path.rstrip("?")
    return make_response(redirect(url_for(endpoint, next=back_here), 303))


def _page_above(path: str) -> str:
    while path:
        path = path.rpartition("/")[0]
        if path and _opens(path):
            return path
    return "/"


def _opens(path: str) -> bool:
    """Whether a GET of *path* finds a page."""
    adapter = current_app.url_map.bind_to_environ(request.environ)
    try:
        adapter.match(path, method="GET")
    except RequestRedirect:
        return True
    except HTTPException:
        return False
    return True


def _become(token: str) -> None:
    """Run the rest of this request as the owner of the session *token*."""
    actor = session_cookies.owner(token)
    manager: Any = current_app.login_manager  # type: ignore[attr-defined]
    manager._update_request_context_with_user(SignedIn(actor) if actor else None)  # noqa: SLF001  Flask-Login has no other way to say so.


def _by_key(token: str) -> SignedIn | None:
    with unit_of_work(write=False) as work:
        actor = keys.find(work.session, token=token, host=request.host)
    if actor is None:
        security_log.note(security_log.SecurityEvent.KEY_REFUSED)
        return None
    return SignedIn(actor)


def _redeem(ticket: str) -> Response | None:
    with unit_of_work(write=True) as work:
        account_id = registration.redeem(
            work.session, ticket=ticket, host=request.host, now=work.now
        )
    if account_id is None:
        log.info("handoff.refused")
        return None
    response = make_response(redirect(own_address(), 303))
    open_session(response, account_id, proved=True)
    cookies.delete(response, Cookie.TICKET)
    log.info("handoff.redeemed", account_id=account_id)
    return response


def _is_document() -> bool:
    destination = request.headers.get("Sec-Fetch-Dest", "document")
    mode = request.headers.get("Sec-Fetch-Mode", "navigate")
    is_page = request.endpoint != "static" and not request.path.startswith("/api/")
    is_shown = destination == "document" or framing.is_document_of_same_site()
    return is_page and is_shown and mode == "navigate"
