"""Confirming an address: opening the link shows a page and changes nothing."""

from __future__ import annotations

import hmac
from datetime import datetime

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from auth import cookies, passwords, registration, tokens, verification
from auth.browser import count_mail, count_try, network
from auth.database import unit_of_work
from auth.errors import InvalidError
from auth.identity import acting, current_actor, needs, public
from auth.models import Account, Registration
from auth.pages.blueprint import blueprint
from auth.permissions import Permission
from auth.rules import Purpose
from auth.settings import settings


@blueprint.get("/verify/<token>")
@public
def verify(token: str) -> ResponseReturnValue:
    """Ask whether it was really them. Mail scanners open links, so no more."""
    with unit_of_work(write=False) as work:
        _, account = verification.find(
            work.session, token=token, purpose=Purpose.VERIFY, now=work.now
        )
        name, created_at = account.display_name, account.created_at
        is_same = _is_same_browser(work.session, account.id, work.now)
    response = make_response(
        render_template(
            "auth/verify.html", name=name, created_at=created_at, is_same=is_same
        )
    )
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.post("/verify/<token>")
@public
def verify_submit(token: str) -> ResponseReturnValue:
    """Confirm the address, or disown the account that somebody made with it."""
    count_try("verify-network", network())
    count_try("verify-link", tokens.digest(token))
    if request.form.get("answer") == "not-me":
        with unit_of_work(write=True) as work:
            verification.disown(work.session, token=token, now=work.now)
        flash("Thank you. The account is closed, and nothing will be published by it.")
        return redirect(url_for("discussion.front_page"), 303)
    _prove(token)
    actor = current_actor()
    own = (actor.session_id,) if actor and actor.session_id else ()
    with unit_of_work(write=True) as work:
        account = verification.verify(
            work.session, token=token, now=work.now, besides=own
        )
        settings().on_verified(work.session, account.id, work.now)
    flash("Thank you. Your address is confirmed; what you wrote is on its way.")
    return redirect(url_for("discussion.front_page"), 303)


@blueprint.post("/account/confirmation")
@needs(Permission.OWN_ACCOUNT)
def mail_again() -> ResponseReturnValue:
    """Mail the link once more, at most as often as an address may be mailed."""
    account_id = acting().account_id
    with unit_of_work(write=False) as work:
        email = work.session.get_one(Account, account_id).email
    count_try("mail-network", network())
    count_mail(email)
    with unit_of_work(write=True) as work:
        verification.mail_again(
            work.session,
            work.session.get_one(Account, account_id),
            base_url=settings().base_url,
            mailer=settings().mailer,
            now=work.now,
        )
    flash("A new mail is on its way. Please look into the spam folder, too.")
    return redirect(url_for("auth.account"), 303)


def _prove(token: str) -> None:
    """Have another browser prove that it belongs to whoever registered.

    Otherwise an attacker could register somebody's address and wait for their click.

    :raises InvalidError: if neither code nor password is right.
    """
    with unit_of_work(write=False) as work:
        _, account = verification.find(
            work.session, token=token, purpose=Purpose.VERIFY, now=work.now
        )
        if _is_same_browser(work.session, account.id, work.now):
            return
        stored = account.password_hash
        code_digest = work.session.scalar(
            select(Registration.code_digest).where(
                Registration.account_id == account.id
            )
        )
    code = tokens.digest(request.form.get("code", "").strip().upper())
    if code_digest and hmac.compare_digest(code, code_digest):
        return
    if not passwords.verify(stored, request.form.get("password", "")):
        raise InvalidError(
            "Please give the code from the page that thanked you, or the password that"
            " you chose."
        )


def _is_same_browser(session: Session, account_id: int, now: datetime) -> bool:
    receipt, _ = cookies.receipt()
    found = registration.find(session, receipt=receipt, host=request.host, now=now)
    return found is not None and found.account_id == account_id
