"""The pages for staff and API keys."""

from __future__ import annotations

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from auth.access import forms, key_use, keys
from auth.access.browser import safe_next
from auth.access.declarations import limited, needs, takes_form
from auth.access.identity import acting
from auth.access.inputs import ChangeStaff
from auth.accounts import lookup
from auth.core import audit, tokens
from auth.core.errors import InvalidError, NotFoundError
from auth.core.models import Account
from auth.core.permissions import ROLE_WORDS, SCOPE_PERMISSIONS, Permission, Role
from auth.core.settings import settings
from auth.core.translation import gettext as _
from auth.core.translation import lazy_gettext, ngettext
from auth.db.database import UnitOfWork, unit_of_work
from auth.pages.blueprint import EMAIL_LABEL, blueprint
from auth.pages.schemas import KeyForm, StaffForm
from auth.sites.lookup import all_sites
from auth.sites.origins import origin


@blueprint.get("/admin/staff")
@needs(Permission.RUN_NEWSROOM)
def staff() -> str:
    """List everybody who is more than a reader, and for which part of the newsroom."""
    return _staff_page()


@blueprint.post("/admin/staff")
@needs(Permission.RUN_NEWSROOM, fresh=True)
@limited("newsroom")
@takes_form(
    lazy_gettext("Change the role"), EMAIL_LABEL | {"section": lazy_gettext("Section")}
)
def change_staff() -> ResponseReturnValue:
    """Grant or revoke a role. A form that is refused is shown again."""
    try:
        flash(_change_staff())
    except InvalidError as error:
        return _staff_page(error), 422
    return redirect(url_for("auth.staff"), 303)


def _change_staff() -> str:
    """Grant or revoke a role as the form says, and return what was done in words."""
    change, admin_id = forms.read(StaffForm), acting().account_id
    with unit_of_work(write=True) as work:
        found = lookup.find_verified(work.session, change.email)
        if found is None:
            message = _("No confirmed account has this address.")
            raise InvalidError(message, {"field": "email"})
        if change.is_removal and found.id == admin_id:
            raise InvalidError(_("You cannot remove your own role."))
        what_of_keys = ""
        if change.is_removal:
            _revoke(work, found.id, change)
            what_of_keys = _settle_keys(work, found.id, change)
        else:
            lookup.grant(
                work.session,
                account_id=found.id,
                role=change.role,
                now=work.now,
                site_id=change.site_id,
                section=change.section,
                granted_by_id=admin_id,
            )
        audit.record(
            work.session,
            actor_id=admin_id,
            action="staff.revoke" if change.is_removal else "staff.grant",
            subject=("account", found.id),
            now=work.now,
            detail={
                "role": change.role.value,
                "site_id": change.site_id,
                "section": change.section,
            },
        )
        name = found.display_name
    said = _settled(name, change)
    return f"{said} {what_of_keys}" if what_of_keys else said


def _staff_page(error: InvalidError | None = None) -> str:
    with unit_of_work(write=False) as work:
        return render_template(
            "auth/staff.html",
            staff=lookup.staff(work.session),
            sites=all_sites(work.session),
            key_owners=keys.owners(work.session),
            role_words=ROLE_WORDS,
            roles=[
                (each.value, ROLE_WORDS[each]) for each in (Role.MODERATOR, Role.ADMIN)
            ],
            form={} if forms.text("action") == "revoke" else forms.sent(),
            error=error,
        )


def _settled(name: str, change: ChangeStaff) -> str:
    """Return a message about the role that somebody now has or no longer has."""
    text = {
        (Role.ADMIN, False): lazy_gettext("%(name)s is now an admin."),
        (Role.ADMIN, True): lazy_gettext("%(name)s is no longer an admin."),
        (Role.MODERATOR, False): lazy_gettext("%(name)s is now a moderator."),
        (Role.MODERATOR, True): lazy_gettext("%(name)s is no longer a moderator."),
    }[change.role, change.is_removal]
    return text % {"name": name}


def _revoke(work: UnitOfWork, account_id: int, change: ChangeStaff) -> None:
    """Revoke the grant that the form names, or else the role everywhere."""
    if change.grant_id is None:
        lookup.revoke(work.session, account_id=account_id, role=change.role)
    elif lookup.revoke_grant(work.session, change.grant_id).account_id != account_id:
        raise InvalidError(_("This role belongs to someone else."))


@blueprint.post("/admin/staff/<int:account_id>/second-factor/reset")
@needs(Permission.RUN_NEWSROOM, fresh=True)
@limited("newsroom")
@takes_form(lazy_gettext("Reset the second factor"))
def reset_second_factor(account_id: int) -> ResponseReturnValue:
    """Reset the second factor of a colleague who has lost their phone."""
    if account_id == acting().account_id:
        raise InvalidError(_("Only another admin can reset your second factor."))
    with unit_of_work(write=True) as work:
        name = lookup.reset_second_factor(
            work.session,
            account_id,
            base_url=origin(work.session),
            mailer=settings().mailer,
            now=work.now,
        )
        audit.record(
            work.session,
            actor_id=acting().account_id,
            action="staff.reset_second_factor",
            subject=("account", account_id),
            now=work.now,
        )
    flash(_("%(name)s will set up a new second factor at the next login.", name=name))
    return redirect(url_for("auth.staff"), 303)


@blueprint.post("/admin/accounts/<int:account_id>/sessions/end")
@needs(Permission.RUN_NEWSROOM, fresh=True)
@limited("newsroom")
@takes_form(lazy_gettext("Log out everywhere"))
def end_all_sessions(account_id: int) -> ResponseReturnValue:
    """Log an account out in every browser, for example after a break-in."""
    with unit_of_work(write=True) as work:
        account = work.session.get(Account, account_id)
        if account is None:
            raise NotFoundError(_("There is no such account."))
        lookup.end_sessions(work.session, account_id, now=work.now)
        audit.record(
            work.session,
            actor_id=acting().account_id,
            action="account.end_sessions",
            subject=("account", account_id),
            now=work.now,
        )
        name = account.display_name
    flash(_("%(name)s is logged out everywhere.", name=name))
    return redirect(safe_next(forms.text("next")), 303)


@blueprint.get("/admin/keys")
@needs(Permission.RUN_NEWSROOM)
def show_keys() -> str:
    """List the API keys without the keys themselves."""
    return _keys_page(None)


@blueprint.post("/admin/keys")
@needs(Permission.RUN_NEWSROOM, fresh=True)
@limited("newsroom")
@takes_form(lazy_gettext("Create the key"), {"name": lazy_gettext("Name")})
def create_key() -> ResponseReturnValue:
    """Create a key and show it once. A form that is sent twice creates one key."""
    try:
        return _keys_page(_created_key())
    except InvalidError as error:
        return _keys_page(None, error), 422


def _created_key() -> str:
    change, account_id = forms.read(KeyForm), acting().account_id
    token = keys.token_of_form(
        forms.repeat_key() or tokens.new_token(),
        account_id=account_id,
        secret=str(current_app.secret_key),
    )
    with unit_of_work(write=True) as work:
        is_new = keys.create_once(
            work.session,
            change,
            token=token,
            account_id=account_id,
            now=work.now,
        )
        if is_new:
            audit.record(
                work.session,
                actor_id=account_id,
                action="key.create",
                subject=("key", change.name),
                now=work.now,
                detail={"scopes": list(change.scopes), "site_id": change.site_id},
            )
    return token


@blueprint.post("/admin/keys/<int:key_id>/revoke")
@needs(Permission.RUN_NEWSROOM, fresh=True)
@limited("newsroom")
@takes_form(lazy_gettext("Revoke the key"))
def revoke_key(key_id: int) -> ResponseReturnValue:
    """Revoke a key."""
    with unit_of_work(write=True) as work:
        key = keys.revoke(work.session, key_id, now=work.now)
        audit.record(
            work.session,
            actor_id=acting().account_id,
            action="key.revoke",
            subject=("key", key.id),
            now=work.now,
            detail={"name": key.name},
        )
        name = key.name
    flash(_("The key %(name)s is revoked and no longer works.", name=name))
    return redirect(url_for("auth.show_keys"), 303)


def _settle_keys(work: UnitOfWork, owner_id: int, change: ChangeStaff) -> str:
    """Revoke or take over the keys of somebody who is no longer an admin.

    :returns: a sentence about what was done.
    """
    session = work.session
    if session.scalar(select(lookup.is_admin(owner_id))):
        return ""
    if change.takes_keys:
        count = keys.hand_over(session, of_id=owner_id, to_id=acting().account_id)
        done = ngettext(
            "You now own their API key.", "You now own their %(num)s API keys.", count
        )
    else:
        count = keys.revoke_all(session, owner_id, now=work.now)
        done = ngettext(
            "Their API key is revoked.", "Their %(num)s API keys are revoked.", count
        )
    if not count:
        return ""
    audit.record(
        session,
        actor_id=acting().account_id,
        action="key.settle",
        subject=("account", owner_id),
        now=work.now,
        detail={"keys": count, "how": "take-over" if change.takes_keys else "revoke"},
    )
    return done


def _keys_page(token: str | None, error: InvalidError | None = None) -> str:
    """Return the page, with the form as it was sent where it was refused."""
    form = forms.sent() if error else MultiDict[str, str]()
    with unit_of_work(write=False) as work:
        return render_template(
            "auth/keys.html",
            keys=keys.all_keys(work.session),
            sites=all_sites(work.session),
            use=key_use.by_key(work.session, now=work.now),
            scopes=list(SCOPE_PERMISSIONS),
            token=token,
            form=form,
            chosen=form.getlist("scopes"),
            error=error,
        )
