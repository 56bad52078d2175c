"""The page of API keys: list, create, revoke."""

from __future__ import annotations

from dataclasses import replace

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from auth.access import forms, key_use, keys
from auth.access.declarations import limited, needs, takes_form
from auth.access.identity import acting, site_within_reach
from auth.core import audit, tokens
from auth.core.errors import InvalidError
from auth.core.permissions import SCOPE_PERMISSIONS, Permission
from auth.core.translation import gettext as _
from auth.core.translation import lazy_gettext
from auth.db.database import unit_of_work
from auth.pages.blueprint import blueprint
from auth.pages.schemas import KeyForm
from auth.sites.lookup import all_sites


@blueprint.get("/admin/keys")
@needs(Permission.RUN_SITE)
def show_keys() -> str:
    """List the API keys without the keys themselves."""
    return _keys_page(None)


@blueprint.post("/admin/keys")
@needs(Permission.RUN_SITE, fresh=True)
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
    change = replace(change, site_id=site_within_reach(change.site_id))
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
                site_id=change.site_id,
                now=work.now,
                detail={"scopes": list(change.scopes), "site_id": change.site_id},
            )
    return token


@blueprint.post("/admin/keys/<int:key_id>/revoke")
@needs(Permission.RUN_SITE, fresh=True)
@limited("newsroom")
@takes_form(lazy_gettext("Revoke the key"))
def revoke_key(key_id: int) -> ResponseReturnValue:
    """Revoke a key."""
    with unit_of_work(write=True) as work:
        key = keys.revoke(
            work.session, key_id, now=work.now, only_site=acting().only_site_id
        )
        audit.record(
            work.session,
            actor_id=acting().account_id,
            action="key.revoke",
            subject=("key", key.id),
            site_id=key.site_id,
            now=work.now,
            detail={"name": key.name},
        )
        name = key.name
    flash(_("The key %(name)s is revoked and no longer works.", name=name))
    return redirect(url_for("auth.show_keys"), 303)


def _keys_page(token: str | None, error: InvalidError | None = None) -> str:
    """Return the page, with the form as it was sent where it was refused."""
    form = forms.sent() if error else MultiDict[str, str]()
    own = acting().only_site_id
    with unit_of_work(write=False) as work:
        return render_template(
            "auth/keys.html",
            keys=keys.all_keys(work.session, only_site=own),
            sites=all_sites(work.session) if own is None else [],
            use=key_use.by_key(work.session, now=work.now),
            scopes=list(SCOPE_PERMISSIONS),
            token=token,
            form=form,
            chosen=form.getlist("scopes"),
            error=error,
        )
