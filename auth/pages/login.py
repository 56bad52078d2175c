"""The pages for logging in and out, and for a new password."""

from __future__ import annotations

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from auth.access import cookies, forms
from auth.access.after_login import go_on, wanted
from auth.access.browser import count_mail, count_try, network, open_session, safe_next
from auth.access.browsers import known_browsers, session_cookies
from auth.access.carried_forms import FIELD
from auth.access.cookies import Cookie
from auth.access.declarations import limited, needs, public, takes_form
from auth.access.embed import windows
from auth.access.identity import acting, current_actor
from auth.access.login import log_in
from auth.accounts import passwords, recovery, registration, verification
from auth.core.errors import InvalidError
from auth.core.naming import addresses
from auth.core.permissions import Permission
from auth.core.rules import Purpose
from auth.core.settings import settings
from auth.core.translation import gettext as _
from auth.core.translation import lazy_gettext
from auth.db.database import current_database, unit_of_work
from auth.pages import second_factor
from auth.pages.blueprint import EMAIL_LABEL, blueprint
from auth.pages.schemas import AskResetForm, LogInForm, ResetForm
from auth.sites.origins import origin

EVERY_DRAFT = lazy_gettext("*")
"""Tells the browser to delete all drafts that it stored for this account."""

RESET_SENT = lazy_gettext(
    "If this address belongs to an account, we have sent it a link to choose a new "
    "password."
)


@blueprint.get("/login")
@public
def login() -> ResponseReturnValue:
    """Show the form."""
    window = windows.begin()
    target = url_for(windows.PAGE) if window else safe_next(request.args.get("next"))
    if current_actor() is not None and window is None:
        return redirect(target)
    is_logged_in = current_actor() is not None
    page = "auth/opened_window.html" if is_logged_in else "auth/login.html"
    response = make_response(
        render_template(page, form={"next": target}, window=window)
    )
    windows.remember(response, window)
    return response


@blueprint.post("/login")
@public
@limited("open")
@takes_form(lazy_gettext("Log in"), EMAIL_LABEL)
def login_submit() -> ResponseReturnValue:
    """Log in and redirect to the page that the person wanted."""
    change = forms.read(LogInForm)
    count_try("login-network", network())
    count_try(*known_browsers.counted_as(change.email))
    try:
        account_id = log_in(
            current_database(),
            change,
            receipt=cookies.receipt()[0],
            host=request.host,
        )
    except InvalidError as error:
        return render_template("auth/login.html", form=forms.sent(), error=error), 422
    response = make_response()
    open_session(response, account_id, proved=True)
    cookies.delete(response, Cookie.TICKET)
    # An unverified account may have anyone's address, and works in its own browser.
    if acting().is_verified:
        known_browsers.remember(response, change.email)
    if acting().withheld_roles and forms.text(FIELD):
        response.set_data(second_factor.page(wanted()))
        return response
    return go_on(response)


@blueprint.post("/logout")
@needs(Permission.OWN_ACCOUNT)
@limited("account")
@takes_form(lazy_gettext("Log out"))
def logout() -> ResponseReturnValue:
    """End the session, which makes its cookie invalid."""
    actor = acting()
    with unit_of_work(write=True) as work:
        session_cookies.end_in(work, *session_cookies.KINDS)
        registration.void_tickets(work.session, actor.account_id, now=work.now)
    response = make_response(redirect(url_for("discussion.front_page"), 303))
    for each in (*session_cookies.KINDS, Cookie.TICKET):
        cookies.delete(response, each)
    flash(_("You are logged out."))
    flash(str(EVERY_DRAFT), "accepted")
    return response


@blueprint.get("/reset")
@public
def ask_reset() -> str:
    """Show the form for requesting a new password."""
    return render_template("auth/ask_reset.html", form={})


@blueprint.post("/reset")
@public
@limited("open")
@takes_form(lazy_gettext("Send me a link"), EMAIL_LABEL)
def ask_reset_submit() -> ResponseReturnValue:
    """Mail a link. The response does not reveal whether the address is known."""
    count_try("mail-network", network())
    try:
        email = addresses.address(forms.read(AskResetForm).email)
        count_mail(email)
    except InvalidError as error:
        page = render_template("auth/ask_reset.html", form=forms.sent(), error=error)
        return page, 422
    with unit_of_work(write=True) as work:
        recovery.ask_reset(
            work.session,
            email=email,
            base_url=origin(work.session),
            mailer=settings().mailer,
            now=work.now,
        )
    flash(str(RESET_SENT))
    return redirect(url_for("auth.login"), 303)


@blueprint.get("/reset/<token>")
@public
def reset(token: str) -> ResponseReturnValue:
    """Show the form for the new password. Opening it changes nothing."""
    with unit_of_work(write=False) as work:
        verification.find(
            work.session, token=token, purpose=Purpose.RESET, now=work.now
        )
    response = make_response(render_template("auth/reset.html"))
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@blueprint.post("/reset/<token>")
@public
@limited("open")
@takes_form(lazy_gettext("Set the password"))
def reset_submit(token: str) -> ResponseReturnValue:
    """Set the new password. The person then logs in with it."""
    count_try("verify-network", network())
    change = forms.read(ResetForm)
    try:
        passwords.check(change.password)
    except InvalidError as error:
        return render_template("auth/reset.html", error=error), 422
    password_hash = passwords.hash_password(change.password)
    with unit_of_work(write=True) as work:
        email = recovery.reset(
            work.session,
            token=token,
            password_hash=password_hash,
            base_url=origin(work.session),
            mailer=settings().mailer,
            now=work.now,
        ).email
    flash(_("Your password has been changed. Please log in with the new one."))
    response = make_response(redirect(url_for("auth.login"), 303))
    # The owner of the mailbox logs in next, and must not be blocked by others' tries.
    known_browsers.remember(response, email)
    return response
