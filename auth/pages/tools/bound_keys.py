"""The page on which moderators create keys for tools that relay their decisions."""

from __future__ import annotations

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from auth.access import forms, keys
from auth.access.declarations import limited, needs, takes_form
from auth.access.identity import acting
from auth.access.key_models import ApiKey
from auth.core import audit, tokens
from auth.core.errors import InvalidError, NotFoundError
from auth.core.permissions import Permission
from auth.core.translation import gettext as _
from auth.core.translation import lazy_gettext
from auth.db.database import unit_of_work
from auth.pages.blueprint import blueprint
from auth.pages.schemas import BoundKeyForm


@blueprint.get("/staff/keys")
@needs(Permission.REVIEW, fresh=True)
def bound_keys() -> str:
    """List the moderator's own keys, with a form for a new one."""
    return _page()


@blueprint.post("/staff/keys")
@needs(Permission.REVIEW, fresh=True)
@limited("newsroom")
@takes_form(lazy_gettext("Create the key"), {"name": lazy_gettext("Name")})
def create_bound_key() -> ResponseReturnValue:
    """Create a key and show it once. A form that is sent twice creates one key."""
    try:
        change, account_id = forms.read(BoundKeyForm), acting().account_id
        token = keys.token_of_form(
            forms.repeat_key() or tokens.new_token(),
            account_id=account_id,
            secret=str(current_app.secret_key),
        )
        with unit_of_work(write=True) as work:
            if keys.create_once(
                work.session, change, token=token, account_id=account_id, now=work.now
            ):
                audit.record(
                    work.session,
                    actor_id=account_id,
                    action="key.create",
                    subject=("key", change.name),
                    site_id=None,
                    now=work.now,
                    detail={"bound_to": account_id},
                )
    except InvalidError as error:
        return _page(error=error), 422
    return _page(token)


@blueprint.post("/staff/keys/<int:key_id>/revoke")
@needs(Permission.REVIEW, fresh=True)
@limited("newsroom")
@takes_form(lazy_gettext("Revoke the key"))
def revoke_bound_key(key_id: int) -> ResponseReturnValue:
    """Revoke one of the moderator's own keys."""
    with unit_of_work(write=True) as work:
        found = work.session.get(ApiKey, key_id, with_for_update=True)
        own = found is not None and found.account_id == acting().account_id
        if found is None or not own or not found.is_bound:
            raise NotFoundError(_("There is no active key like this."))
        keys.revoke(work.session, key_id, now=work.now)
        audit.record(
            work.session,
            actor_id=acting().account_id,
            action="key.revoke",
            subject=("key", key_id),
            site_id=None,
            now=work.now,
            detail={"name": found.name},
        )
        name = found.name
    flash(_("The key %(name)s is revoked and no longer works.", name=name))
    return redirect(url_for("auth.bound_keys"), 303)


def _page(token: str = "", error: InvalidError | None = None) -> str:
    with unit_of_work(write=False) as work:
        return render_template(
            "auth/bound_keys.html",
            keys=keys.bound_to(work.session, acting().account_id),
            token=token,
            form=forms.sent() if error else {},
            error=error,
        )
