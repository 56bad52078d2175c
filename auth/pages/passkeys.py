"""The pages of passkeys: a member of staff adds, names, uses and removes them."""

from __future__ import annotations

from datetime import datetime

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from auth.access import forms
from auth.access.after_login import go_on
from auth.access.browser import count_try, rotate_session
from auth.access.declarations import limited, needs, takes_form
from auth.access.identity import acting
from auth.access.sessions import Step
from auth.accounts.passkeys import passkeys
from auth.core.errors import CeasefireError, ForbiddenError, InvalidError
from auth.core.models import Account
from auth.core.permissions import Permission
from auth.core.translation import gettext as _
from auth.core.translation import lazy_gettext
from auth.db.database import unit_of_work
from auth.pages.blueprint import blueprint
from auth.pages.schemas import PasskeyForm, PasskeyNameForm
from auth.sites.lookup import name_of, site_on
from auth.sites.own_address import own_origin

NAME = {"name": lazy_gettext("Name")}


@blueprint.get("/account/passkeys")
@needs(Permission.REVIEW, fresh=True)
def show_passkeys() -> str:
    """List the passkeys, and offer to add one."""
    return _page()


@blueprint.post("/account/passkeys")
@needs(Permission.REVIEW, fresh=True)
@limited("account")
@takes_form(lazy_gettext("Add a passkey"), NAME)
def add_passkey() -> ResponseReturnValue:
    """Store a passkey that the browser has made."""
    change = forms.read(PasskeyForm)
    try:
        with unit_of_work(write=True) as work:
            passkeys.add(
                work.session,
                acting().account_id,
                session_id=_session_id(),
                answer=change.answer,
                name=change.name,
                relying_party=relying_party(),
                now=work.now,
            )
    except InvalidError as error:
        return _page(error), 422
    flash(_("The passkey is stored."))
    return redirect(url_for("auth.show_passkeys"), 303)


@blueprint.post("/account/passkeys/<int:passkey_id>/rename")
@needs(Permission.REVIEW, fresh=True)
@limited("account")
@takes_form(lazy_gettext("Rename"), NAME)
def rename_passkey(passkey_id: int) -> ResponseReturnValue:
    """Give a passkey another name."""
    change = forms.read(PasskeyNameForm)
    with unit_of_work(write=True) as work:
        passkeys.rename(
            work.session, passkey_id, account_id=acting().account_id, name=change.name
        )
    return redirect(url_for("auth.show_passkeys"), 303)


@blueprint.post("/account/passkeys/<int:passkey_id>/remove")
@needs(Permission.REVIEW, fresh=True)
@limited("account")
@takes_form(lazy_gettext("Remove"))
def remove_passkey(passkey_id: int) -> ResponseReturnValue:
    """Remove a passkey."""
    with unit_of_work(write=True) as work:
        name = passkeys.remove(work.session, passkey_id, account_id=acting().account_id)
    flash(_("The passkey %(name)s is removed.", name=name))
    return redirect(url_for("auth.show_passkeys"), 303)


@blueprint.post("/account/second-factor/passkey")
@needs(Permission.OWN_ACCOUNT, fresh=True)
@limited("account")
@takes_form(lazy_gettext("Continue"))
def use_passkey() -> ResponseReturnValue:
    """Pass the second factor with a passkey."""
    return _use(Step.SECOND_FACTOR)


@blueprint.post("/account/prove/passkey")
@needs(Permission.OWN_ACCOUNT)
@limited("account")
@takes_form(lazy_gettext("Continue"))
def prove_by_passkey() -> ResponseReturnValue:
    """Prove with a passkey who is logged in, instead of with the password."""
    return _use(Step.PROVED)


def options_for_use() -> str | None:
    """Return what the browser needs to use a passkey; ``None`` if there is none."""
    actor = acting()
    if actor.session_id is None:
        return None
    with unit_of_work(write=True) as work:
        return passkeys.begin_using(
            work.session,
            actor.account_id,
            session_id=actor.session_id,
            relying_party=relying_party(),
            now=work.now,
        )


def relying_party() -> passkeys.RelyingParty:
    """Return the relying party of this request, as the browser sees it."""
    return passkeys.RelyingParty(
        origin=own_origin(), host=request.host.partition(":")[0]
    )


def _use(step: Step) -> ResponseReturnValue:
    actor = acting()
    count_try("second-factor", str(actor.account_id))
    change = forms.read(PasskeyForm)
    with unit_of_work(write=True) as work:
        passkeys.use(
            work.session,
            actor.account_id,
            session_id=_session_id(),
            answer=change.answer,
            relying_party=relying_party(),
            now=work.now,
        )
    response = make_response()
    rotate_session(response, step)
    return go_on(response)


def _page(error: CeasefireError | None = None) -> str:
    account_id = acting().account_id
    with unit_of_work(write=True) as work:
        return render_template(
            "auth/passkeys.html",
            passkeys=passkeys.of_account(work.session, account_id),
            options=_options(work.session, account_id, work.now),
            form=forms.sent() if error else {},
            error=error,
        )


def _options(session: Session, account_id: int, now: datetime) -> str:
    account = session.get_one(Account, account_id)
    return passkeys.begin_adding(
        session,
        account_id,
        session_id=_session_id(),
        user_name=account.email or account.display_name,
        newsroom=name_of(site_on(session, request.host)),
        relying_party=relying_party(),
        now=now,
    )


def _session_id() -> int:
    session_id = acting().session_id
    if session_id is None:
        raise ForbiddenError(_("A key cannot do this."))
    return session_id
