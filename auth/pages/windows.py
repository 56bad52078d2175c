"""The last page of a log-in for a frame on a publisher's page."""

from __future__ import annotations

from flask import abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from auth.access.browser import PREFETCH, PURPOSES
from auth.access.declarations import limited, needs, public, takes_form
from auth.access.embed import pairings, windows
from auth.access.identity import acting, current_actor
from auth.core.permissions import Permission
from auth.core.rules import PairingState
from auth.core.translation import lazy_gettext
from auth.db.database import unit_of_work
from auth.pages.blueprint import blueprint
from auth.sites.embedding import page_of
from auth.sites.lookup import site_for

UNPAIRED = (PairingState.NEW, PairingState.CODED)


@blueprint.get("/login/window")
@public
def window() -> ResponseReturnValue:
    """Say that the frame is logged in, ask whether it may be, or say why it cannot."""
    found, actor, state = windows.current(), current_actor(), windows.state()
    has_way_back = bool(found and found.back) and state in UNPAIRED
    is_agreed = found and actor and windows.is_agreed(found, actor.account_id)
    response = make_response(
        render_template(
            "auth/window.html",
            is_approved=state in windows.APPROVED,
            asks=state is PairingState.PAIRED or (has_way_back and not is_agreed),
            has_way_back=has_way_back and is_agreed,
        )
    )
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.post("/login/window")
@needs(Permission.OWN_ACCOUNT)
@limited("account")
@takes_form(lazy_gettext("Continue"))
def continue_in_window() -> ResponseReturnValue:
    """Let the frame log in as the person who is logged in here."""
    windows.approve(acting().account_id)
    return redirect(url_for("auth.window"), 303)


@blueprint.get("/login/window/back")
@public
def back_to_article() -> ResponseReturnValue:
    """Return to the publisher's page with a code that logs its frame in."""
    if any(request.headers.get(name, "").startswith(PREFETCH) for name in PURPOSES):
        abort(503)
    actor, found = current_actor(), windows.current()
    if actor is None or found is None or not found.back:
        return redirect(url_for("auth.window"))
    # Otherwise a page could lead a reader here, and get a log-in in their name.
    if not windows.is_agreed(found, actor.account_id):
        return redirect(url_for("auth.window"))
    with unit_of_work(write=True) as work:
        site = site_for(work.session, request.host)
        # The origin may have been removed since.
        target = page_of(site.allowed_origins, found.back)
        code = pairings.give_code(
            work.session,
            public_id=found.public_id,
            account_id=actor.account_id,
            site_id=site.id,
            now=work.now,
        )
    if not target or code is None:
        return redirect(url_for("auth.window"))
    response = make_response(redirect(f"{target}#ceasefire={code}", 303))
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
