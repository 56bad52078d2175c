"""The pages for changing an address: request, confirm, stop."""

from __future__ import annotations

from flask import flash, redirect, render_template, request
from flask import url_for as url
from flask.typing import ResponseReturnValue

from auth.access import forms
from auth.access.browser import count_mail, count_try, network
from auth.access.declarations import limited, needs, public, takes_form
from auth.access.identity import acting, current_actor
from auth.accounts import address, passwords
from auth.accounts.inputs import AnswerMail
from auth.core import tokens
from auth.core.actor import Actor
from auth.core.errors import InvalidError
from auth.core.permissions import Permission
from auth.core.settings import settings
from auth.core.translation import gettext as _
from auth.core.translation import lazy_gettext
from auth.db.database import unit_of_work
from auth.pages.account import account_page
from auth.pages.blueprint import EMAIL_LABEL, blueprint
from auth.pages.mailed_links import NOT_ME, private, require_sure
from auth.pages.reauthentication import prove_owner
from auth.pages.schemas import ChangeAddressForm, MailedForm
from auth.sites.origins import origin

FRONT_PAGE = "discussion.front_page"
NOT_ASKED = lazy_gettext(
    "Please tick the box to confirm that you did not ask for this."
)


@blueprint.post("/account/address")
@needs(Permission.OWN_ACCOUNT)
@limited("account")
@takes_form(lazy_gettext("Change the address"), EMAIL_LABEL)
def change_address() -> ResponseReturnValue:
    """Request another address. The response does not reveal whether it is known."""
    account_id, change = acting().account_id, forms.read(ChangeAddressForm)
    count_try("mail-network", network())
    try:
        prove_owner(
            change.password, change.code, fields=("address_password", "address_code")
        )
        count_try("address-change", str(account_id))
        count_mail(change.email)
        with unit_of_work(write=True) as work:
            address.ask(
                work.session,
                account_id,
                email=change.email,
                base_url=origin(work.session),
                mailer=settings().mailer,
                now=work.now,
            )
    except InvalidError as error:
        return account_page(error, form=forms.sent()), 422
    flash(_("Please open the link in the e-mail that we sent to the new address."))
    return redirect(url("auth.account"), 303)


@blueprint.get("/address/confirm/<token>")
@public
def confirm_address(token: str) -> ResponseReturnValue:
    """Show the form for confirming. Opening the link changes nothing."""
    return _confirm_page(token, wants_to_refuse=request.args.get("answer") == NOT_ME)


@blueprint.post("/address/confirm/<token>")
@public
@limited("open")
@takes_form(lazy_gettext("Answer about the new address"))
def confirm_address_submit(token: str) -> ResponseReturnValue:
    """Confirm the new address, or refuse it as the owner of the mailbox."""
    count_try("verify-network", network())
    count_try("verify-link", tokens.digest(token))
    change = forms.read(MailedForm)
    if not change.is_mine:
        return _refuse(change)
    own = _prove(change)
    with unit_of_work(write=True) as work:
        account = address.confirm(work.session, token=token, now=work.now, besides=own)
        settings().on_verified(work.session, account.id, work.now)
    flash(_("Thank you. Your account now has the new address."))
    return redirect(url(FRONT_PAGE), 303)


def _refuse(change: AnswerMail) -> ResponseReturnValue:
    token = change.token
    try:
        require_sure(change, NOT_ASKED)
    except InvalidError as error:
        return _confirm_page(token, wants_to_refuse=True, error=error)
    with unit_of_work(write=True) as work:
        address.disown(work.session, token=token, now=work.now)
    flash(
        _(
            "Thank you. Nothing was changed, and we will not write to this address "
            "about it again."
        )
    )
    return redirect(url(FRONT_PAGE), 303)


def _confirm_page(
    token: str, *, wants_to_refuse: bool, error: InvalidError | None = None
) -> ResponseReturnValue:
    with unit_of_work(write=False) as work:
        change, account = address.find(work.session, token=token, now=work.now)
        name, email = account.display_name, change.email
        is_same = _is(current_actor(), account.id)
    if not wants_to_refuse:
        page = render_template(
            "auth/confirm_address.html", name=name, email=email, is_same=is_same
        )
        return private(page)
    page = render_template(
        "auth/not_me.html",
        name=name,
        email=email,
        title=_("Refuse this change?"),
        sure=_("I did not ask for this change"),
        act=_("Refuse the change"),
        error=error,
    )
    return private(page, 422 if error else 200)


@blueprint.get("/address/stop/<token>")
@public
def stop_address(token: str) -> ResponseReturnValue:
    """Explain to the old mailbox what stopping does. Opening the link does nothing."""
    return _stop_page(token)


@blueprint.post("/address/stop/<token>")
@public
@limited("open")
@takes_form(lazy_gettext("Stop the change"))
def stop_address_submit(token: str) -> ResponseReturnValue:
    """Undo the change, so that only the old mailbox has access to the account."""
    count_try("verify-network", network())
    try:
        require_sure(forms.read(MailedForm), NOT_ASKED)
    except InvalidError as error:
        return _stop_page(token, error)
    with unit_of_work(write=True) as work:
        address.stop(
            work.session,
            token=token,
            base_url=origin(work.session),
            mailer=settings().mailer,
            now=work.now,
        )
    flash(
        _(
            "The change has been stopped. Please open the link in our e-mail to "
            "choose a new password."
        )
    )
    return redirect(url("auth.login"), 303)


def _stop_page(token: str, error: InvalidError | None = None) -> ResponseReturnValue:
    with unit_of_work(write=False) as work:
        change, account = address.find_stop(work.session, token=token, now=work.now)
        page = render_template(
            "auth/stop_address.html",
            name=account.display_name,
            email=change.former_email,
            error=error,
        )
    return private(page, 422 if error else 200)


def _prove(change: AnswerMail) -> tuple[int, ...]:
    """Check that another browser belongs to the account; return its session's id.

    Otherwise a thief could request somebody's address and wait for their click.

    :raises InvalidError: if the password is wrong.
    """
    actor = current_actor()
    with unit_of_work(write=False) as work:
        _, account = address.find(work.session, token=change.token, now=work.now)
        account_id, stored = account.id, account.password_hash
    if actor is not None and _is(actor, account_id):
        return (actor.session_id or 0,)
    passwords.prove(stored, change.password)
    return ()


def _is(actor: Actor | None, account_id: int) -> bool:
    return actor is not None and actor.account_id == account_id
