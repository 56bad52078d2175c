"""Changing the address: asking for it, confirming it, stopping it."""

from __future__ import annotations

from flask import Response, flash, make_response, redirect, render_template, request
from flask import url_for as url
from flask.typing import ResponseReturnValue

from auth.access.browser import count_mail, count_try, network
from auth.access.identity import Actor, acting, current_actor, needs, public
from auth.accounts import address, passwords
from auth.core import tokens
from auth.core.errors import InvalidError
from auth.core.permissions import Permission
from auth.core.settings import settings
from auth.db.database import unit_of_work
from auth.pages.account import account_page
from auth.pages.blueprint import blueprint
from auth.pages.proving import prove_owner
from auth.sites.origins import origin

FRONT_PAGE = "discussion.front_page"


@blueprint.post("/account/address")
@needs(Permission.OWN_ACCOUNT)
def change_address() -> ResponseReturnValue:
    """Ask for another address; the answer is the same whoever's it is."""
    account_id, form = acting().account_id, request.form
    count_try("mail-network", network())
    try:
        prove_owner(password="address_password", code="address_code")  # noqa: S106  A field.
        count_try("address-change", str(account_id))
        count_mail(form.get("email", ""))
        with unit_of_work(write=True) as work:
            address.ask(
                work.session,
                account_id,
                email=form.get("email", ""),
                base_url=origin(work.session),
                mailer=settings().mailer,
                now=work.now,
            )
    except InvalidError as error:
        return account_page(error, form=form), 422
    flash("Please open the link in the e-mail that we sent to the new address.")
    return redirect(url("auth.account"), 303)


@blueprint.get("/address/confirm/<token>")
@public
def confirm_address(token: str) -> ResponseReturnValue:
    """Ask whether it was really them. Opening the link changes nothing."""
    with unit_of_work(write=False) as work:
        change, account = address.find(work.session, token=token, now=work.now)
        name, email = account.display_name, change.email
        is_same = _is(current_actor(), account.id)
    return _private(
        render_template(
            "auth/confirm_address.html", name=name, email=email, is_same=is_same
        )
    )


@blueprint.post("/address/confirm/<token>")
@public
def confirm_address_submit(token: str) -> ResponseReturnValue:
    """Give the account its new address, or refuse it as the mailbox's owner."""
    count_try("verify-network", network())
    count_try("verify-link", tokens.digest(token))
    if request.form.get("answer") == "not-me":
        with unit_of_work(write=True) as work:
            address.disown(work.session, token=token, now=work.now)
        flash(
            "Thank you. Nothing was changed, and we will not write to this address "
            "about it again."
        )
        return redirect(url(FRONT_PAGE), 303)
    own = _prove(token)
    with unit_of_work(write=True) as work:
        account = address.confirm(work.session, token=token, now=work.now, besides=own)
        settings().on_verified(work.session, account.id, work.now)
    flash("Thank you. Your account now has the new address.")
    return redirect(url(FRONT_PAGE), 303)


@blueprint.get("/address/stop/<token>")
@public
def stop_address(token: str) -> ResponseReturnValue:
    """Tell the old mailbox what stopping does. Opening the link does nothing."""
    with unit_of_work(write=False) as work:
        change, account = address.find_stop(work.session, token=token, now=work.now)
        name, email = account.display_name, change.former_email
    return _private(render_template("auth/stop_address.html", name=name, email=email))


@blueprint.post("/address/stop/<token>")
@public
def stop_address_submit(token: str) -> ResponseReturnValue:
    """Undo the change; the old mailbox alone gets at the account from now on.

    :raises InvalidError: without the tick, which a mail scanner does not set.
    """
    count_try("verify-network", network())
    if not request.form.get("sure"):
        raise InvalidError(
            "Please tick the box to confirm that you did not ask for this."
        )
    with unit_of_work(write=True) as work:
        address.stop(
            work.session,
            token=token,
            base_url=origin(work.session),
            mailer=settings().mailer,
            now=work.now,
        )
    flash(
        "The change has been stopped. Please open the link in our e-mail to choose a "
        "new password."
    )
    return redirect(url("auth.login"), 303)


def _prove(token: str) -> tuple[int, ...]:
    """Have another browser prove whose account it is; return its session's id.

    Otherwise a thief could ask for somebody's address and wait for their click.

    :raises InvalidError: if the password is wrong.
    """
    actor = current_actor()
    with unit_of_work(write=False) as work:
        _, account = address.find(work.session, token=token, now=work.now)
        account_id, stored = account.id, account.password_hash
    if actor is not None and _is(actor, account_id):
        return (actor.session_id or 0,)
    passwords.prove(stored, request.form.get("password", ""))
    return ()


def _is(actor: Actor | None, account_id: int) -> bool:
    return actor is not None and actor.account_id == account_id


def _private(page: str) -> Response:
    response = make_response(page)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response
