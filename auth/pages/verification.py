"""The pages for confirming an address. Opening the link changes nothing."""

from __future__ import annotations

import hmac
from datetime import datetime
from enum import Enum, auto

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from auth.access import cookies, forms
from auth.access.browser import count_mail, count_try, network, open_session
from auth.access.declarations import limited, needs, public, takes_form
from auth.access.embed import windows
from auth.access.identity import acting, current_actor
from auth.accounts import passwords, registration, verification
from auth.accounts.inputs import AnswerMail
from auth.core import tokens
from auth.core.errors import InvalidError
from auth.core.models import Account, Registration
from auth.core.permissions import Permission
from auth.core.rules import Purpose
from auth.core.settings import settings
from auth.core.translation import gettext as _
from auth.core.translation import lazy_gettext
from auth.db.database import unit_of_work
from auth.pages.blueprint import blueprint
from auth.pages.mailed_links import NOT_ME, private, require_sure
from auth.pages.schemas import MailedForm
from auth.sites.origins import origin


@blueprint.get("/verify/<token>")
@public
def verify(token: str) -> ResponseReturnValue:
    """Show the form for confirming. Mail scanners open links, so it does no more."""
    if request.args.get("answer") == NOT_ME:
        return _ask_to_close(token)
    return _page(token)


@blueprint.post("/verify/<token>")
@public
@limited("open")
@takes_form(lazy_gettext("Answer about your address"))
def verify_submit(token: str) -> ResponseReturnValue:
    """Confirm the address, or disown the account that somebody created with it.

    A person who proves on another device that they registered is logged in there too.
    """
    count_try("verify-network", network())
    count_try("verify-link", tokens.digest(token))
    change = forms.read(MailedForm)
    if not change.is_mine:
        try:
            require_sure(
                change, _("Please tick the box to confirm that you did not register.")
            )
        except InvalidError as error:
            return _ask_to_close(token, error)
        with unit_of_work(write=True) as work:
            verification.disown(work.session, token=token, now=work.now)
        flash(
            _(
                "Thank you. The account is closed and cannot publish anything. If you "
                "want to comment yourself, you can register."
            )
        )
        return redirect(url_for("discussion.front_page"), 303)
    try:
        proof = _prove(change)
    except InvalidError as error:
        return _page(token, error)
    with unit_of_work(write=True) as work:
        account = verification.verify(work.session, token=token, now=work.now)
        settings().on_verified(work.session, account.id, work.now)
        account_id = account.id
        target = _came_from(work.session, account_id)
    response = make_response(redirect(target, 303))
    if proof is not Proof.BROWSER and current_actor() is None:
        open_session(response, account_id, proved=proof is Proof.PASSWORD)
    flash(
        _(
            "Thank you. Your address is confirmed. Anything you have written is being "
            "checked now."
        )
    )
    return response


@blueprint.post("/account/confirmation")
@needs(Permission.OWN_ACCOUNT)
@limited("account")
@takes_form(lazy_gettext("Send the e-mail again"))
def mail_again() -> ResponseReturnValue:
    """Mail the link again, within the limit for the address."""
    account_id = acting().account_id
    with unit_of_work(write=False) as work:
        email = work.session.get_one(Account, account_id).email
    count_try("mail-network", network())
    count_mail(email)
    with unit_of_work(write=True) as work:
        verification.mail_again(
            work.session,
            work.session.get_one(Account, account_id),
            base_url=origin(work.session),
            mailer=settings().mailer,
            now=work.now,
        )
    flash(_("We have sent a new e-mail. Please look in your spam folder, too."))
    return redirect(url_for("auth.account"), 303)


class Proof(Enum):
    """The way in which a person proved that they registered."""

    BROWSER = auto()
    CODE = auto()
    PASSWORD = auto()


def _ask_to_close(token: str, error: InvalidError | None = None) -> ResponseReturnValue:
    with unit_of_work(write=False) as work:
        _token, account = verification.find(
            work.session, token=token, purpose=Purpose.VERIFY, now=work.now
        )
        return private(
            render_template(
                "auth/not_me.html",
                name=account.display_name,
                title=_("Close this account?"),
                sure=_("I did not register this account"),
                act=_("Close the account"),
                error=error,
            ),
            422 if error else 200,
        )


def _page(token: str, error: InvalidError | None = None) -> ResponseReturnValue:
    with unit_of_work(write=False) as work:
        _token, account = verification.find(
            work.session, token=token, purpose=Purpose.VERIFY, now=work.now
        )
        page = render_template(
            "auth/verify.html",
            name=account.display_name,
            created_at=account.created_at,
            is_same=_is_same_browser(work.session, account.id, work.now),
            form=forms.sent(),
            error=error,
        )
    return private(page, 422 if error else 200)


def _prove(change: AnswerMail) -> Proof:
    """Check that another browser belongs to the person who registered.

    Otherwise an attacker could register someone's address and wait for their click.

    :raises InvalidError: if neither code nor password is right.
    """
    with unit_of_work(write=False) as work:
        _token, account = verification.find(
            work.session, token=change.token, purpose=Purpose.VERIFY, now=work.now
        )
        if _is_same_browser(work.session, account.id, work.now):
            return Proof.BROWSER
        stored = account.password_hash
        registered = _registration(work.session, account.id)
        code_digest = registered.code_digest if registered else ""
    code, password = change.code, change.password
    digest = tokens.digest(code.strip().upper())
    if code_digest and hmac.compare_digest(digest, code_digest):
        return Proof.CODE
    if password and passwords.verify(stored, password):
        return Proof.PASSWORD
    if password:
        raise InvalidError(
            _("This is not the password that you chose."), {"field": "password"}
        )
    message = (
        _("This is not the right code.")
        if code.strip()
        else _("Please fill in one of the two fields.")
    )
    raise InvalidError(message, {"field": "code"})


def _registration(session: Session, account_id: int) -> Registration | None:
    return session.scalar(
        select(Registration)
        .where(Registration.account_id == account_id)
        .order_by(Registration.id.desc())
        .limit(1)
    )


def _came_from(session: Session, account_id: int) -> str:
    """Return the page from which the reader registered, if it is on this site.

    The window of a frame says nothing on another device, or after it has expired.
    """
    found = _registration(session, account_id)
    if found is None or found.host != request.host:
        return "/"
    is_done = windows.state() in windows.APPROVED
    return "/" if windows.is_page(found.next_path) and not is_done else found.next_path


def _is_same_browser(session: Session, account_id: int, now: datetime) -> bool:
    receipt, _expiry = cookies.receipt()
    found = registration.find(session, receipt=receipt, host=request.host, now=now)
    return found is not None and found.account_id == account_id
