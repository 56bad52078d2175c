"""The page of a person's own account: password and sessions."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from auth.access import forms, sessions
from auth.access.browsers import user_agents
from auth.access.declarations import limited, needs, takes_form
from auth.access.identity import acting
from auth.accounts import passwords, recovery, second_factor
from auth.core.errors import InvalidError
from auth.core.models import Account
from auth.core.permissions import Permission
from auth.core.settings import settings
from auth.core.translation import gettext as _
from auth.core.translation import lazy_gettext
from auth.db.database import unit_of_work
from auth.pages.blueprint import blueprint
from auth.pages.reauthentication import prove_owner
from auth.pages.schemas import ChangePasswordForm
from auth.sites.origins import origin


@blueprint.get("/account")
@needs(Permission.OWN_ACCOUNT)
def account() -> str:
    """Show the account and its sessions."""
    return account_page(None)


@blueprint.post("/account/password")
@needs(Permission.OWN_ACCOUNT)
@limited("account")
@takes_form(lazy_gettext("Change the password"))
def change_password() -> ResponseReturnValue:
    """Change the password and log out all other browsers."""
    actor = acting()
    change = forms.read(ChangePasswordForm)
    try:
        passwords.check(change.password)
        prove_owner(
            change.current_password, change.code, fields=("current_password", "code")
        )
    except InvalidError as error:
        return account_page(error), 422
    password_hash = passwords.hash_password(change.password)
    with unit_of_work(write=True) as work:
        recovery.set_password(
            work.session,
            work.session.get_one(Account, actor.account_id),
            password_hash=password_hash,
            base_url=origin(work.session),
            mailer=settings().mailer,
            now=work.now,
            besides=(actor.session_id or 0,),
        )
    flash(_("Your password has been changed. All other browsers are logged out."))
    return redirect(url_for("auth.account"), 303)


@blueprint.post("/account/sessions/<int:session_id>/end")
@needs(Permission.OWN_ACCOUNT)
@limited("account")
@takes_form(lazy_gettext("Log the other browser out"))
def end_session(session_id: int) -> ResponseReturnValue:
    """Log another browser out."""
    with unit_of_work(write=True) as work:
        sessions.end(
            work.session,
            session_id,
            account_id=acting().account_id,
            now=work.now,
        )
    flash(_("That browser is logged out."))
    return redirect(url_for("auth.account"), 303)


def account_page(
    error: InvalidError | None, *, form: Mapping[str, str] = MappingProxyType({})
) -> str:
    """Render the page, with the refused form and the reason if there is one."""
    actor = acting()
    with unit_of_work(write=False) as work:
        return render_template(
            "auth/account.html",
            account=work.session.get_one(Account, actor.account_id),
            sessions=sessions.active(
                work.session,
                actor.account_id,
                roles=actor.roles | actor.withheld_roles,
                now=work.now,
            ),
            browser_name=user_agents.name_of,
            own_session_id=actor.session_id,
            is_enrolled=second_factor.is_enrolled(work.session, actor.account_id),
            error=error,
            form=form,
            outbox_path=settings().outbox_path,
        )
