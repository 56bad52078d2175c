"""The page of a reader's own data: download a copy, delete the account."""

from __future__ import annotations

from flask import (
    Blueprint,
    Response,
    flash,
    redirect,
    render_template,
    url_for,
)
from flask.typing import ResponseReturnValue

from auth.access import forms
from auth.access.browser import count_try
from auth.access.declarations import limited, needs, takes_form
from auth.access.identity import acting
from auth.accounts import erasure, passwords
from auth.core.errors import InvalidError, ProofNeededError
from auth.core.models import Account
from auth.core.permissions import Permission, Role
from auth.core.settings import settings
from auth.core.translation import gettext as _
from auth.core.translation import lazy_gettext
from auth.db.database import unit_of_work
from auth.pages.schemas import PasswordForm
from auth.sites.origins import origin
from moderation.privacy.rules import packed
from moderation.privacy.services import copying

blueprint = Blueprint("privacy", __name__, template_folder="templates")


@blueprint.get("/account/data")
@needs(Permission.OWN_ACCOUNT)
def show() -> str:
    """Show what a reader can do with their data."""
    return _page(None)


@blueprint.post("/account/data/copy")
@needs(Permission.OWN_ACCOUNT)
@limited("account")
@takes_form(lazy_gettext("Download the copy"))
def download() -> ResponseReturnValue:
    """Send a copy of everything, if the password is right."""
    account_id = acting().account_id
    try:
        _prove("copy_password")
    except InvalidError as error:
        return _page(error), 422
    count_try("own-copy", str(account_id))
    with unit_of_work(write=False) as work:
        copy = copying.of_account(work.session, account_id, now=work.now)
        name = f"your-data-{work.now:%Y-%m-%d}.zip"
    answer = Response(packed(copy), mimetype="application/zip")
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


@blueprint.post("/account/data/erasure")
@needs(Permission.OWN_ACCOUNT)
@limited("account")
@takes_form(lazy_gettext("Delete the account"))
def ask_erasure() -> ResponseReturnValue:
    """Schedule the deletion of the account after a day."""
    actor = acting()
    try:
        _prove("erasure_password")
    except InvalidError as error:
        return _page(error), 422
    with unit_of_work(write=True) as work:
        erasure.ask(
            work.session,
            work.session.get_one(Account, actor.account_id),
            roles=actor.roles | actor.withheld_roles,
            base_url=origin(work.session),
            mailer=settings().mailer,
            now=work.now,
        )
    flash(_("Your account will be deleted. Until then you can still keep it."))
    return redirect(url_for("privacy.show"), 303)


@blueprint.post("/account/data/erasure/withdraw")
@needs(Permission.OWN_ACCOUNT)
@limited("account")
@takes_form(lazy_gettext("Keep the account"))
def withdraw_erasure() -> ResponseReturnValue:
    """Cancel the deletion of the account."""
    with unit_of_work(write=True) as work:
        account = work.session.get_one(Account, acting().account_id)
        erasure.withdraw(account, now=work.now)
    flash(_("Your account stays."))
    return redirect(url_for("privacy.show"), 303)


def _prove(field: str) -> None:
    """Check the password. Tries count like those of a log-in.

    :raises InvalidError: if it is wrong.
    :raises ProofNeededError: if the account has no password, and its owner has not
        proved recently who they are.
    """
    account_id = acting().account_id
    count_try("login-account", f"account-{account_id}")
    with unit_of_work(write=False) as work:
        stored = work.session.get_one(Account, account_id).password_hash
    if not stored:
        if not acting().is_fresh:
            raise ProofNeededError(details={"by": "password"})
        return
    proof = forms.read(PasswordForm, names={"password": field})
    passwords.prove(stored, proof.password, field=field)


def _page(error: InvalidError | None) -> str:
    actor = acting()
    with unit_of_work(write=False) as work:
        return render_template(
            "privacy/data.html",
            account=work.session.get_one(Account, actor.account_id),
            has_duties=bool((actor.roles | actor.withheld_roles) - {Role.READER}),
            error=error,
        )
