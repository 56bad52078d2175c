"""The pages about the identities of the account that is logged in."""

from __future__ import annotations

from datetime import datetime

from flask import Response, flash, make_response, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from auth.access import forms, security_log
from auth.access.after_login import go_on_to, wanted_by
from auth.access.browser import rotate_session, safe_next
from auth.access.declarations import limited, needs, takes_form
from auth.access.identity import acting, current_actor
from auth.access.security_log import SecurityEvent
from auth.access.sessions import Step
from auth.accounts import passwords, recovery
from auth.core.errors import ConflictError, ForbiddenError, InvalidError
from auth.core.models import Account
from auth.core.permissions import Permission
from auth.core.settings import settings
from auth.core.translation import gettext as _
from auth.core.translation import lazy_gettext
from auth.db.database import unit_of_work
from auth.pages.account import account_page
from auth.pages.blueprint import blueprint
from auth.pages.sso import visits
from auth.pages.sso.naming import choose_sent_name
from auth.pages.sso.schemas import FirstPasswordForm, StartForm
from auth.pages.sso.visits import Visit
from auth.sites.origins import origin
from auth.sso.inputs import StartLogIn
from auth.sso.models import IdentityProvider
from auth.sso.protocol.claims import refused
from auth.sso.rules import Profile, Purpose
from auth.sso.services import identities
from auth.sso.services import linking as links


@blueprint.post("/account/identities/<slug>/link")
@needs(Permission.OWN_ACCOUNT, fresh=True)
@limited("account")
@takes_form(lazy_gettext("Connect"))
def link_identity(slug: str) -> ResponseReturnValue:
    """Go to the provider to connect its log-in with this account."""
    change = StartLogIn(slug=slug, next_path=url_for("auth.account"))
    return visits.go(change, Purpose.LINK, account_id=acting().account_id)


@blueprint.post("/account/identities/<int:identity_id>/unlink")
@needs(Permission.OWN_ACCOUNT, fresh=True)
@limited("account")
@takes_form(lazy_gettext("Disconnect"))
def unlink_identity(identity_id: int) -> ResponseReturnValue:
    """Remove a log-in, unless it is the last."""
    with unit_of_work(write=True) as work:
        name = links.unlink(work.session, identity_id, account_id=acting().account_id)
        _mail(work.session, "identity_unlinked", name, work.now)
    flash(_("You can no longer log in with %(name)s.", name=name))
    return redirect(url_for("auth.account"), 303)


@blueprint.post("/account/prove/<slug>")
@needs(Permission.OWN_ACCOUNT)
@limited("account")
@takes_form(lazy_gettext("Continue"))
def prove_by_sign_on(slug: str) -> ResponseReturnValue:  # noqa: ARG001  The form reads it.
    """Go to the provider, which asks again who the person is."""
    change = forms.read(StartForm)
    return visits.go(change, Purpose.PROVE, account_id=acting().account_id)


@blueprint.post("/account/first-password")
@needs(Permission.OWN_ACCOUNT, fresh=True)
@limited("account")
@takes_form(lazy_gettext("Set the password"))
def set_first_password() -> ResponseReturnValue:
    """Set the password of an account that has none."""
    actor, change = acting(), forms.read(FirstPasswordForm)
    try:
        passwords.check(change.password)
    except InvalidError as error:
        return account_page(error), 422
    password_hash = passwords.hash_password(change.password)
    with unit_of_work(write=True) as work:
        account = work.session.get_one(Account, actor.account_id, with_for_update=True)
        if account.password_hash:
            raise ConflictError(_("This account already has a password."))
        if not account.email:
            raise ConflictError(_("Please add an e-mail address first."))
        recovery.set_password(
            work.session,
            account,
            password_hash=password_hash,
            base_url=origin(work.session),
            mailer=settings().mailer,
            now=work.now,
            besides=(actor.session_id or 0,),
        )
    flash(_("You can now also log in with your e-mail address and this password."))
    return redirect(url_for("auth.account"), 303)


@blueprint.post("/account/name")
@needs(Permission.OWN_ACCOUNT)
@limited("account")
@takes_form(lazy_gettext("Choose this name"), {"display_name": lazy_gettext("Name")})
def choose_name() -> ResponseReturnValue:
    """Choose another name than the substitute that the account got."""
    try:
        choose_sent_name()
    except InvalidError as error:
        return account_page(error, form=forms.sent()), 422
    return redirect(url_for("auth.account"), 303)


def link(visit: Visit, profile: Profile) -> Response:
    """Connect the identity with the account for which the visit began.

    :raises ForbiddenError: if another account is logged in by now, or none.
    :raises ConflictError: if the identity belongs to another account.
    """
    _check_same_person(visit)
    with unit_of_work(write=True) as work:
        is_new = links.link(
            work.session,
            acting().account_id,
            profile,
            provider=work.session.get_one(IdentityProvider, visit.provider_id),
            seal=settings().seal,
            now=work.now,
        )
        if is_new:
            _mail(work.session, "identity_linked", visit.client.name, work.now)
    security_log.note(SecurityEvent.IDENTITY_LINKED)
    flash(_("You can now log in with %(name)s.", name=visit.client.name))
    return make_response(redirect(url_for("auth.account"), 303))


def prove_by(visit: Visit, profile: Profile) -> Response:
    """Take the provider's word that its person is the owner of this account.

    :raises InvalidError: if the provider did not ask, or if it was somebody else.
    """
    _check_same_person(visit)
    if not visits.is_proof(profile, visit.started_at):
        raise refused("the provider does not say that you have just logged in there")
    with unit_of_work(write=False) as work:
        identity = identities.find(work.session, profile)
        is_owner = identity is not None and identity.account_id == visit.account_id
    if not is_owner:
        raise refused("this log-in does not belong to your account")
    response = make_response()
    rotate_session(response, Step.PROVED)
    security_log.note(SecurityEvent.PROOF_GIVEN)
    if visit.kept:
        response.status_code, response.location = 303, url_for("auth.resume_form")
        return response
    return go_on_to(response, wanted_by(safe_next(visit.next_path)), None)


def _check_same_person(visit: Visit) -> None:
    actor = current_actor()
    if actor is None or actor.account_id != visit.account_id:
        raise ForbiddenError(
            _("You are no longer logged in to the account with which you began.")
        )


def _mail(session: Session, file: str, provider: str, now: datetime) -> None:
    links.tell(
        session,
        acting().account_id,
        file,
        provider=provider,
        base_url=origin(session),
        mailer=settings().mailer,
        now=now,
    )
