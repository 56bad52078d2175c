"""The registration form, and the thank-you page that issues the ticket."""

from __future__ import annotations

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from auth.access import cookies, forms
from auth.access.browser import count_mail, count_try, network, safe_next
from auth.access.cookies import Cookie
from auth.access.declarations import for_people, limited, public, takes_form
from auth.access.embed import windows
from auth.access.identity import current_actor
from auth.accounts import lookup, passwords, registration
from auth.accounts.inputs import Register
from auth.core.errors import ConflictError, InvalidError, check_all
from auth.core.naming import addresses
from auth.core.settings import settings
from auth.core.translation import gettext as _
from auth.core.translation import lazy_gettext
from auth.db.database import unit_of_work
from auth.pages.blueprint import EMAIL_LABEL, blueprint
from auth.pages.schemas import RegisterForm
from auth.sites.origins import origin


@blueprint.get("/register")
@public
def register() -> ResponseReturnValue:
    """Show the form."""
    window = windows.begin()
    target = url_for(windows.PAGE) if window else safe_next(request.args.get("next"))
    if current_actor() is not None:
        here = request.full_path.replace("/register", "/login", 1)
        return redirect(here if window else target)
    response = make_response(
        render_template("auth/register.html", form={"next": target}, window=window)
    )
    windows.remember(response, window)
    return response


@blueprint.post("/register")
@public
@for_people
@limited("open")
@takes_form(
    lazy_gettext("Register"), {"display_name": lazy_gettext("Name")} | EMAIL_LABEL
)
def register_submit() -> ResponseReturnValue:
    """Create the account and redirect to the thank-you page.

    :raises ConflictError: if the person is logged in.
    """
    if current_actor() is not None:
        raise ConflictError(
            _(
                "You are already logged in. Please log out first to register another "
                "account."
            )
        )
    count_try("register-network", network())
    change = forms.read(RegisterForm)
    try:
        check_all(
            lambda: _check_name(change.display_name),
            lambda: addresses.address_key(addresses.address(change.email)),
            lambda: passwords.check(change.password),
        )
        count_mail(change.email)
        receipt = _register(change, passwords.hash_password(change.password))
    except InvalidError as error:
        return render_template(
            "auth/register.html", form=forms.sent(), error=error
        ), 422
    response = make_response(redirect(url_for("auth.thanks"), 303))
    cookies.write(response, Cookie.RECEIPT, f"{receipt.token}.{receipt.code}")
    cookies.delete(response, Cookie.TICKET)
    return response


@blueprint.get("/register/thanks")
@public
def thanks() -> ResponseReturnValue:
    """Show the thank-you page. The first time, it issues the ticket."""
    token, code = cookies.receipt()
    with unit_of_work(write=True) as work:
        found = registration.find(
            work.session, receipt=token, host=request.host, now=work.now
        )
        next_path = found.next_path if found else "/"
        account_id = found.account_id if found else None
        ticket = found and registration.issue_ticket(work.session, found, now=work.now)
    if account_id and ticket:
        windows.approve(account_id)
    page = render_template(
        "auth/thanks.html",
        is_registered=found is not None,
        next_path=next_path,
        code=code if found else None,
        outbox_path=settings().outbox_path,
        is_in_window=windows.is_page(next_path),
    )
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    if ticket:
        cookies.write(response, Cookie.TICKET, ticket)
    return response


def _check_name(name: str) -> None:
    with unit_of_work(write=False) as work:
        lookup.check_name(work.session, name)


def _register(change: Register, password_hash: str) -> registration.Receipt:
    with unit_of_work(write=True) as work:
        return registration.register(
            work.session,
            change,
            password_hash=password_hash,
            host=request.host,
            base_url=origin(work.session),
            mailer=settings().mailer,
            now=work.now,
            language=request.args.get("lang", ""),
            earlier=cookies.receipt()[0],
        )
