"""The log-in of a frame: its pairing with a window, and its end.

The frame's script calls these addresses. They have no form token, because a visitor's
frame has no cookie to compare it with. Instead they refuse every request that the
browser does not declare as coming from a page of our own origin.
"""

from __future__ import annotations

from flask import (
    Blueprint,
    Response,
    flash,
    jsonify,
    make_response,
    redirect,
    request,
    session,
)
from flask.typing import ResponseReturnValue

from auth.access import cookies, forms, security_log
from auth.access.browser import count_try, network
from auth.access.browsers import session_cookies
from auth.access.cookies import Cookie
from auth.access.declarations import limited, needs, public, takes_form
from auth.access.embed import pairings
from auth.access.embed.embed_sessions import open_embed_session
from auth.access.identity import current_actor
from auth.core import tokens
from auth.core.errors import ForbiddenError, InvalidError, UnavailableError
from auth.core.network.url_parts import url_parts
from auth.core.permissions import Permission
from auth.core.rules import PairingState
from auth.core.translation import gettext as _
from auth.core.translation import lazy_gettext
from auth.db.database import unit_of_work
from auth.pages.login import EVERY_DRAFT
from auth.pages.sso import visits
from moderation.embed.rules import MAY_CHOOSE_NAME, claims_of
from moderation.embed.schemas import ArticleForm, NonceForm, RedeemForm, TokenForm
from moderation.embed.services import adding
from moderation.web.request import current_site, way_back

blueprint = Blueprint("embed_login", __name__)
"""What the script calls."""
forms_blueprint = Blueprint("embed_logout", __name__)
"""What a form calls."""

SIGNED_AS = "signed_in_as"
"""Names, in the frame's form cookie, whom the token that opened the session named."""

WAITING = (PairingState.NEW, PairingState.PAIRED, PairingState.CODED)


@blueprint.before_request
def refuse_other_pages() -> None:
    """Refuse what our own page did not send.

    :raises ForbiddenError: if the browser names another origin, or none.
    """
    is_ours = url_parts(request.headers.get("Origin", "")).netloc == request.host
    if not is_ours or request.headers.get("Sec-Fetch-Site") not in (
        None,
        "same-origin",
    ):
        security_log.note(security_log.SecurityEvent.CROSS_SITE_REFUSED)
        raise ForbiddenError(_("This form was sent from another site."))


@blueprint.post("/embed/pair")
@public
@limited("open")
def begin() -> Response:
    """Create a pairing for this frame, and return the id that its window needs."""
    count_try("pair-network", network())
    with unit_of_work(write=True) as work:
        site = current_site(work.session)
        new = pairings.begin(work.session, site_id=site.id, now=work.now)
    response = jsonify(pair=new.public_id)
    cookies.write(response, Cookie.PAIR, new.token)
    return response


@blueprint.post("/embed/pair/window")
@public
@limited("open")
def pair() -> Response:
    """Pair this frame with the window that it opened.

    Says whether the browser keeps the cookie of the frame at all.
    """
    nonce, token = forms.read(NonceForm).nonce, cookies.read(Cookie.PAIR)
    with unit_of_work(write=True) as work:
        site = current_site(work.session)
        is_paired = token is not None and pairings.pair(
            work.session, token=token, nonce=nonce, site_id=site.id, now=work.now
        )
    return jsonify(is_paired=is_paired, keeps_cookies=token is not None)


@blueprint.post("/embed/redeem")
@public
@limited("open")
def redeem() -> Response:
    """Log the frame in if its window was approved; say what became of it."""
    code, token = forms.read(RedeemForm).code, cookies.read(Cookie.PAIR)
    if current_actor() is not None:
        return jsonify(state="logged_in")
    with unit_of_work(write=True) as work:
        site = current_site(work.session)
        account_id = token and pairings.redeem(
            work.session, token=token, code=code, site_id=site.id, now=work.now
        )
        state = token and pairings.state_of(
            work.session, token=token, site_id=site.id, now=work.now
        )
    if account_id:
        response = jsonify(state="logged_in")
        open_embed_session(response, account_id)
        _forget_token()
        return response
    if state in WAITING:
        return jsonify(state="waiting")
    response = jsonify(state="over")
    cookies.delete(response, Cookie.PAIR)
    return response


@blueprint.post("/embed/articles")
@public
@limited("open")
def add_article() -> Response:
    """Add the article of the page around the frame, if the site wants that."""
    count_try("article-network", network())
    change = forms.read(ArticleForm)
    with unit_of_work(write=True) as work:
        site = current_site(work.session)
        adding.add(work.session, change, site=site, now=work.now)
    return jsonify(is_added=True)


@blueprint.post("/embed/token")
@public
@limited("sign_on")
def sign_in() -> ResponseReturnValue:
    """Log the frame in as the person whom the publisher's signed token names.

    Without a token nobody is logged in at the publisher: a session that an earlier
    token opened ends. One of the same person goes on, so that a token counts once.
    A token that is refused ends that of somebody else too: the page around is no longer
    theirs.
    """
    token = forms.read(TokenForm).token
    digest = tokens.digest(claims_of(token)) if token else ""
    actor = current_actor()
    # A log-in of our own pages, which a frame of the same site has, is by no token.
    is_of_frame = actor is not None and actor.has_frame_session
    before = session.get(SIGNED_AS, "") if is_of_frame else ""
    if digest == before:
        return jsonify(state="same")
    if not token:
        return _ended()
    try:
        found = visits.sign_in_with_token(token)
    except (InvalidError, ForbiddenError, UnavailableError) as error:
        said = str(error.message)
        return _ended(said) if before else jsonify(state="refused", error=said)
    response = jsonify(state="logged_in")
    open_embed_session(response, found.account_id)
    session[SIGNED_AS] = digest
    session[MAY_CHOOSE_NAME] = found.may_choose_name
    return response


def _ended(error: str = "") -> Response:
    """Log the frame out, because its reader has logged out at the publisher.

    :param error: why somebody else, who has logged in there, is refused.
    """
    response = jsonify(state="logged_out", **{"error": error} if error else {})
    session_cookies.end(response, Cookie.EMBED)
    _forget_token()
    flash(str(EVERY_DRAFT), "accepted")
    return response


def _forget_token() -> None:
    session.pop(SIGNED_AS, None)
    session.pop(MAY_CHOOSE_NAME, None)


@forms_blueprint.post("/embed/logout")
@needs(Permission.COMMENT)
@limited("own")
@takes_form(lazy_gettext("Log out"))
def log_out() -> ResponseReturnValue:
    """End the sessions of this frame, on the same site also that of our own pages.

    Other log-ins of the reader go on.
    """
    response = make_response(redirect(way_back("/"), 303))
    is_of_site = cookies.read(Cookie.SESSION) is not None
    session_cookies.end(response, Cookie.EMBED, Cookie.SESSION)
    cookies.delete(response, Cookie.PAIR)
    flash(
        _("You are logged out.")
        if is_of_site
        else _("You are logged out on this page. Your other log-ins go on.")
    )
    flash(str(EVERY_DRAFT), "accepted")
    return response
