"""The pages that ask again for the password, or for the second factor of staff."""

from __future__ import annotations

import segno
from flask import make_response, render_template, request
from flask.typing import ResponseReturnValue

from auth.access import forms, sessions
from auth.access.after_login import go_on, sent_form, wanted
from auth.access.browser import count_try, rotate_session, safe_next
from auth.access.carried_forms import FIELD
from auth.access.declarations import limited, needs, takes_form
from auth.access.identity import acting
from auth.accounts import passwords, second_factor
from auth.core.errors import InvalidError
from auth.core.models import Account
from auth.core.permissions import Permission
from auth.core.settings import settings
from auth.core.translation import lazy_gettext
from auth.db.database import unit_of_work
from auth.pages.blueprint import blueprint
from auth.pages.schemas import CodeForm, PasswordForm
from auth.sites.lookup import name_of, site_on


@blueprint.get("/account/prove")
@needs(Permission.OWN_ACCOUNT)
def prove() -> str:
    """Ask for the password again before a sensitive action."""
    form = {"next": safe_next(request.args.get("next"))}
    return render_template("auth/prove.html", form=form)


@blueprint.post("/account/prove")
@needs(Permission.OWN_ACCOUNT)
@limited("account")
@takes_form(lazy_gettext("Continue"))
def prove_submit() -> ResponseReturnValue:
    """Check the password and continue."""
    actor = acting()
    count_try("login-account", f"account-{actor.account_id}")
    with unit_of_work(write=False) as work:
        stored = work.session.get_one(Account, actor.account_id).password_hash
    try:
        passwords.prove(stored, forms.read(PasswordForm).password)
    except InvalidError as error:
        return render_template("auth/prove.html", form=forms.sent(), error=error), 422
    response = make_response()
    rotate_session(response, sessions.Step.PROVED)
    return go_on(response)


@blueprint.get("/account/second-factor")
@needs(Permission.OWN_ACCOUNT, fresh=True)
def show_second_factor() -> str:
    """Show the code prompt, or the enrolment if there is no second factor yet."""
    return page(wanted())


@blueprint.post("/account/second-factor")
@needs(Permission.OWN_ACCOUNT, fresh=True)
@limited("account")
@takes_form(lazy_gettext("Continue"))
def submit_second_factor() -> ResponseReturnValue:
    """Check the code. The first one activates the second factor."""
    actor = acting()
    count_try("second-factor", str(actor.account_id))
    code, seal, codes = forms.read(CodeForm).code, settings().seal, list[str]()
    try:
        with unit_of_work(write=True) as work:
            if second_factor.is_enrolled(work.session, actor.account_id):
                second_factor.check(
                    work.session, actor.account_id, code=code, seal=seal, now=work.now
                )
            else:
                codes = second_factor.confirm(
                    work.session, actor.account_id, code=code, seal=seal, now=work.now
                )
    except InvalidError as error:
        return page(wanted(), error), 422
    response = make_response()
    rotate_session(response, sessions.Step.SECOND_FACTOR)
    if not codes:
        return go_on(response)
    response.set_data(
        render_template(
            "auth/recovery_codes.html",
            codes=codes,
            next_path=wanted(),
            carried=sent_form(),
        )
    )
    return response


def page(
    target: str, error: InvalidError | None = None, *, kept: str | None = None
) -> str:
    """Render the code prompt, which carries the refused form if there is one.

    :param kept: that form, signed; by default the one that this request carries.
    """
    actor = acting()
    with unit_of_work(write=True) as work:
        is_enrolled = second_factor.is_enrolled(work.session, actor.account_id)
        secret = picture = None
        if not is_enrolled:
            account = work.session.get_one(Account, actor.account_id)
            secret = second_factor.begin(
                work.session, actor.account_id, seal=settings().seal
            )
            address = second_factor.address_of(
                secret,
                email=account.email,
                newsroom=name_of(site_on(work.session, request.host)),
            )
            picture = segno.make(address).svg_data_uri(scale=4, light="white")
    return render_template(
        "auth/second_factor.html",
        form={"next": target, FIELD: forms.text(FIELD) if kept is None else kept},
        secret=secret,
        picture=picture,
        error=error,
    )
