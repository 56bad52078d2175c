"""From a request to who is acting: the session's cookie, the key, the ticket."""

from __future__ import annotations

from urllib.parse import quote, urlencode, urlsplit

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

from auth import canonical, cookies, keys, registration, sessions, throttles
from auth.cookies import Cookie
from auth.database import unit_of_work
from auth.errors import ForbiddenError, TooManyError
from auth.identity import (
    SignedIn,
    acting,
    current_actor,
    declared_access,
    is_by_key,
    query_key,
    shows_query,
    wants_fresh,
)
from auth.permissions import permissions_of
from auth.settings import settings

log = structlog.get_logger()

PREFETCH = "prefetch"

LONGEST_IN_A_QUERY = 300
"""Characters of one field, quoted. Servers refuse a request line of over 4,000."""


def load_actor(_request: flask.Request) -> SignedIn | None:
    """Return who this request is from: a bearer key's, or the session's."""
    if is_by_key():
        return _by_key(query_key()) if query_key() else None
    header = request.headers.get("Authorization", "")
    if header.startswith("Bearer "):
        return _by_key(header.removeprefix("Bearer ").strip())
    token = cookies.read(Cookie.SESSION)
    if not token:
        return None
    with unit_of_work(write=False) as work:
        actor = sessions.find(
            work.session,
            token=token,
            host=request.host,
            now=work.now,
            needs_second_factor=settings().is_production,
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


def rotate_session(response: Response, step: sessions.Step) -> None:
    """Give the browser's session a new token after its owner proved themselves."""
    session_id = acting().session_id
    if session_id is None:
        raise ForbiddenError("A key cannot do this.")
    with unit_of_work(write=True) as work:
        token = sessions.rotate(work.session, session_id, step=step, now=work.now)
    cookies.write(response, Cookie.SESSION, token)


def ask_for_proof() -> Response | None:
    """Send who must prove themselves first to where they can; they come back after.

    Staff whose second factor is due go there; whoever asks for something that matters
    long after the log-in gives the password again.
    """
    actor, endpoint = current_actor(), request.endpoint
    if actor is None or actor.session_id is None or endpoint is None:
        return None
    declared = declared_access(current_app, endpoint)
    if declared in permissions_of(actor.withheld_roles) - actor.permissions:
        return _send_to("auth.show_second_factor")
    is_recent_enough = actor.is_fresh or not wants_fresh(current_app, endpoint)
    if declared in actor.permissions and not is_recent_enough:
        return _send_to("auth.prove")
    return None


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


def count_mail(email: str) -> None:
    """Count one mail to *email* that a stranger can cause, known address or not.

    :raises InvalidError: if it cannot be an address.
    :raises TooManyError: if it was sent too many already.
    """
    key = canonical.address_key(canonical.address(email))
    count_try("mail-address", key)
    count_try("mail-address-day", key)


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


def _send_to(endpoint: str) -> Response:
    return make_response(redirect(url_for(endpoint, next=_way_back()), 303))


def _way_back() -> str:
    if request.method == "GET":
        return request.full_path.rstrip("?")
    if request.endpoint and shows_query(current_app, request.endpoint):
        return f"{request.path}?{urlencode(_draft())}"
    came_from = urlsplit(request.referrer or "")
    return safe_next(came_from.path if came_from.netloc == request.host else "/")


def _draft() -> dict[str, str]:
    """Return the fields of the form that a query has room for; never its token."""
    return {
        name: value
        for name, value in request.form.items()
        if name != "csrf_token" and len(quote(value)) <= LONGEST_IN_A_QUERY
    }


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
