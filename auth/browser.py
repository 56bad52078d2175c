"""From a request to who is acting: the session's cookie, the key, the ticket."""

from __future__ import annotations

from urllib.parse import urlsplit

import flask
import structlog
from flask import Response, abort, g, make_response, redirect, request
from flask_login import LoginManager

from auth import cookies, keys, registration, sessions, throttles
from auth.cookies import Cookie
from auth.database import unit_of_work
from auth.errors import TooManyError
from auth.identity import SignedIn, current_actor

log = structlog.get_logger()

PREFETCH = "prefetch"


def load_actor(_request: flask.Request) -> SignedIn | None:
    """Return who this request is from: a bearer key's, or the session's."""
    header = request.headers.get("Authorization", "")
    if header.startswith("Bearer "):
        return _by_key(header.removeprefix("Bearer ").strip())
    token = cookies.read(Cookie.SESSION)
    if not token:
        return None
    with unit_of_work(write=False) as work:
        actor = sessions.find(
            work.session, token=token, host=request.host, now=work.now
        )
    if actor is None:
        return None
    if actor.wants_touch and actor.session_id:
        with unit_of_work(write=True) as work:
            sessions.touch(work.session, actor.session_id, now=work.now)
    return SignedIn(actor)


def redeem_ticket() -> Response | None:
    """Log in the browser that holds a ticket, on the first page that it opens.

    Only a document opened at top level counts, never a prefetch or a prerender: a
    prerendered page would be shown later without a request. Where it came from does
    not matter: a reload of a page reached from elsewhere is cross-site for ever.
    """
    ticket = cookies.read(Cookie.TICKET)
    if not ticket or request.method != "GET" or not _is_document():
        return None
    if request.headers.get("Sec-Purpose", "").startswith(PREFETCH):
        # The click on it then makes a request of its own.
        abort(503)
    if current_actor() is not None:
        g.forget_ticket = True
        return None
    response = _redeem(ticket)
    g.forget_ticket = response is None
    return response


def forget_ticket(response: Response) -> Response:
    """Delete a ticket that was worth nothing; nothing else is said of it."""
    if g.get("forget_ticket"):
        cookies.delete(response, Cookie.TICKET)
    return response


def open_session(response: Response, account_id: int, *, proved: bool) -> None:
    """Log the browser in: a new session, and nothing of the one before."""
    with unit_of_work(write=True) as work:
        old = current_actor()
        if old is not None and old.session_id:
            sessions.end(
                work.session, old.session_id, account_id=old.account_id, now=work.now
            )
        token = sessions.open_session(
            work.session,
            account_id=account_id,
            host=request.host,
            user_agent=request.user_agent.string,
            now=work.now,
            proved=proved,
        )
    flask.session.pop("csrf_token", None)
    cookies.write(response, Cookie.SESSION, token)


def count_try(kind: str, subject: str) -> None:
    """Count one try in a transaction of its own, so that a refused one counts too.

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


def network() -> str:
    """Return the network that this request came from."""
    return throttles.network_of(request.remote_addr)


def safe_next(target: str | None) -> str:
    """Return *target* if it is a path of this site, else the front page.

    Browsers read a backslash as a slash and skip control characters, so neither
    passes.
    """
    if not target or not target.startswith("/") or target.startswith("//"):
        return "/"
    if "\\" in target or any(ord(char) < 33 for char in target):
        return "/"
    parts = urlsplit(target)
    return "/" if parts.scheme or parts.netloc else target


def setup(manager: LoginManager) -> None:
    """Have Flask-Login ask us who is acting; its own cookie is never set."""
    manager.session_protection = None
    manager.request_loader(load_actor)


def _by_key(token: str) -> SignedIn | None:
    with unit_of_work(write=False) as work:
        actor = keys.find(work.session, token=token)
    return SignedIn(actor) if actor else None


def _redeem(ticket: str) -> Response | None:
    with unit_of_work(write=True) as work:
        account_id = registration.redeem(
            work.session, ticket=ticket, host=request.host, now=work.now
        )
    if account_id is None:
        log.info("handoff.refused")
        return None
    path = request.full_path.rstrip("?")
    response = make_response(redirect(path, 303))
    open_session(response, account_id, proved=True)
    cookies.delete(response, Cookie.TICKET)
    log.info("handoff.redeemed", account_id=account_id)
    return response


def _is_document() -> bool:
    destination = request.headers.get("Sec-Fetch-Dest", "document")
    mode = request.headers.get("Sec-Fetch-Mode", "navigate")
    is_page = request.endpoint != "static" and not request.path.startswith("/api/")
    return is_page and destination == "document" and mode == "navigate"
