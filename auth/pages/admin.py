"""The page of staff and their roles, and acts of admins on accounts."""

from __future__ import annotations

from dataclasses import replace

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from auth.access import forms, keys
from auth.access.browser import safe_next
from auth.access.declarations import limited, needs, takes_form
from auth.access.identity import acting, site_within_reach
from auth.access.inputs import ChangeStaff
from auth.access.staff import roles
from auth.accounts import lookup
from auth.core import audit
from auth.core.errors import InvalidError, NotFoundError
from auth.core.models import Account
from auth.core.permissions import ROLE_WORDS, Permission, Role
from auth.core.settings import settings
from auth.core.translation import gettext as _
from auth.core.translation import lazy_gettext, ngettext
from auth.db.database import UnitOfWork, unit_of_work
from auth.pages.blueprint import EMAIL_LABEL, blueprint
from auth.pages.schemas import StaffForm
from auth.sites.lookup import all_sites
from auth.sites.origins import origin


@blueprint.get("/admin/staff")
@needs(Permission.RUN_SITE)
def staff() -> str:
    """List everybody who is more than a reader, and for which part of the newsroom."""
    return _staff_page()


@blueprint.post("/admin/staff")
@needs(Permission.RUN_SITE, fresh=True)
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
    change = replace(change, site_id=site_within_reach(change.site_id))
    with unit_of_work(write=True) as work:
        found = lookup.find_verified(work.session, change.email)
        if found is None:
            message = _("No confirmed account has this address.")
            raise InvalidError(message, {"field": "email"})
        if change.is_removal and found.id == admin_id:
            raise InvalidError(_("You cannot remove your own role."))
        what_of_keys = ""
        if change.is_removal:
            change = _revoke(work, found.id, change)
            what_of_keys = _settle_keys(work, found.id, change)
        else:
            roles.grant(
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
            site_id=change.site_id,
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
    own = acting().only_site_id
    with unit_of_work(write=False) as work:
        session = work.session
        return render_template(
            "auth/staff.html",
            staff=roles.staff(session, only_site=own),
            only_site=own,
            guarded=() if own is None else _guarded(session, own),
            places=_places(session, own),
            key_owners=keys.owners(session),
            role_words=ROLE_WORDS,
            roles=[
                (each.value, ROLE_WORDS[each]) for each in (Role.MODERATOR, Role.ADMIN)
            ],
            form={} if forms.text("action") == "revoke" else forms.sent(),
            error=error,
        )


def _guarded(session: Session, site_id: int) -> frozenset[int]:
    """Return the staff whose second factor an admin of the site cannot reset."""
    beyond = roles.reaching_beyond(session, site_id)
    return beyond | roles.with_older_factor(session, site_id)


def _places(session: Session, only_site: int | None) -> list[tuple[int | str, str]]:
    """Return the choices of what a role is for."""
    sites = [(each.id, each.name) for each in all_sites(session)]
    if only_site is not None:
        return [each for each in sites if each[0] == only_site]
    return [("", _("the newsroom")), *sites]


def _settled(name: str, change: ChangeStaff) -> str:
    """Return a message about the role that somebody now has or no longer has."""
    text = {
        (Role.ADMIN, False): lazy_gettext("%(name)s is now an admin."),
        (Role.ADMIN, True): lazy_gettext("%(name)s is no longer an admin."),
        (Role.MODERATOR, False): lazy_gettext("%(name)s is now a moderator."),
        (Role.MODERATOR, True): lazy_gettext("%(name)s is no longer a moderator."),
    }[change.role, change.is_removal]
    return text % {"name": name}


def _revoke(work: UnitOfWork, account_id: int, change: ChangeStaff) -> ChangeStaff:
    """Revoke the grant that the form names, or else the role everywhere.

    :returns: the change, with the role, the site and the section that it concerned.
    """
    session, own = work.session, acting().only_site_id
    if change.grant_id is None:
        roles.revoke(session, account_id=account_id, role=change.role, only_site=own)
        return change
    revoked = roles.revoke_grant(session, change.grant_id, only_site=own)
    if revoked.account_id != account_id:
        raise InvalidError(_("This role belongs to someone else."))
    return replace(
        change, role=revoked.role, site_id=revoked.site_id, section=revoked.section
    )


@blueprint.post("/admin/staff/<int:account_id>/second-factor/reset")
@needs(Permission.RUN_SITE, fresh=True)
@limited("newsroom")
@takes_form(lazy_gettext("Reset the second factor"))
def reset_second_factor(account_id: int) -> ResponseReturnValue:
    """Reset the second factor of a colleague who has lost their phone."""
    if account_id == acting().account_id:
        raise InvalidError(_("Only another admin can reset your second factor."))
    own = acting().only_site_id
    with unit_of_work(write=True) as work:
        roles.check_may_reset(work.session, account_id, only_site=own)
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
            site_id=own,
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
            site_id=None,
            now=work.now,
        )
        name = account.display_name
    flash(_("%(name)s is logged out everywhere.", name=name))
    return redirect(safe_next(forms.text("next")), 303)


def _settle_keys(work: UnitOfWork, owner_id: int, change: ChangeStaff) -> str:
    """Revoke or take over the keys of somebody who is no longer an admin.

    :returns: a sentence about what was done.
    """
    session, admin, own = work.session, acting(), acting().only_site_id
    if change.takes_keys:
        count = keys.hand_over(
            session, of_id=owner_id, to_id=admin.account_id, only_site=own
        )
        done = ngettext(
            "You now own their API key.", "You now own their %(num)s API keys.", count
        )
    else:
        count = keys.revoke_stopped(session, owner_id, now=work.now, only_site=own)
        done = ngettext(
            "Their API key is revoked.", "Their %(num)s API keys are revoked.", count
        )
    if not count:
        return ""
    audit.record(
        session,
        actor_id=admin.account_id,
        action="key.settle",
        subject=("account", owner_id),
        site_id=own,
        now=work.now,
        detail={"keys": count, "how": "take-over" if change.takes_keys else "revoke"},
    )
    return done
