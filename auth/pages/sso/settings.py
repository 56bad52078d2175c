"""The pages on which an admin sets the identity providers of a site."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from auth.access import forms
from auth.access.declarations import limited, needs, takes_form
from auth.access.identity import acting
from auth.core import audit
from auth.core.errors import (
    CeasefireError,
    ConflictError,
    InvalidError,
    UnavailableError,
)
from auth.core.permissions import Permission
from auth.core.settings import settings
from auth.core.translation import gettext as _
from auth.core.translation import lazy_gettext
from auth.db.database import UnitOfWork, unit_of_work
from auth.pages.blueprint import blueprint
from auth.pages.sso.schemas import NewProviderForm, ProviderForm, RegistrationForm
from auth.sites.lookup import site_for
from auth.sites.origins import origin
from auth.sso.models import IdentityProvider
from auth.sso.protocol.directory import Directory
from auth.sso.rules import KIND_WORDS, ProviderKind
from auth.sso.services import providers, registering

LABELS = {
    "name": lazy_gettext("Name"),
    "slug": lazy_gettext("Short name"),
    "issuer": lazy_gettext("Issuer"),
    "client_id": lazy_gettext("Client ID"),
    "keys_url": lazy_gettext("Address of your public keys"),
}


@blueprint.get("/admin/sign-on")
@needs(Permission.RUN_NEWSROOM)
def show_providers() -> str:
    """List the providers of the site."""
    with unit_of_work(write=False) as work:
        site = site_for(work.session, request.host)
        return render_template(
            "auth/sso/providers.html",
            providers=providers.all_of(work.session, site.id),
            kinds=KIND_WORDS,
            takes_registrations=site.takes_registrations,
        )


@blueprint.post("/admin/sign-on/registration")
@needs(Permission.RUN_NEWSROOM, fresh=True)
@limited("newsroom")
@takes_form(lazy_gettext("Save"))
def choose_registration() -> ResponseReturnValue:
    """Say whether readers can register with an address."""
    change = forms.read(RegistrationForm)
    with unit_of_work(write=True) as work:
        site = site_for(work.session, request.host)
        registering.choose(work.session, change, site=site)
        audit.record(
            work.session,
            actor_id=acting().account_id,
            action="sign_on.registration",
            subject=("site", site.id),
            site_id=site.id,
            now=work.now,
            detail={"takes_registrations": change.takes_registrations},
        )
    flash(_("Saved."))
    return redirect(url_for("auth.show_providers"), 303)


@blueprint.post("/admin/sign-on/<int:provider_id>/check")
@needs(Permission.RUN_NEWSROOM)
@limited("newsroom")
@takes_form(lazy_gettext("Check the connection"))
def check_provider(provider_id: int) -> ResponseReturnValue:
    """Fetch what the provider publishes, and say whether it can be used."""
    with unit_of_work(write=False) as work:
        found = _get(work, provider_id)
        asked = (found.issuer, found.keys_url, found.allows_private_hosts)
    try:
        flash(_("It answers. Keys that can be used: %(count)s.", count=_keys(*asked)))
    except UnavailableError as error:
        flash(error.message)
    return redirect(url_for("auth.show_provider", provider_id=provider_id), 303)


def _keys(issuer: str, keys_url: str, allows_private: bool) -> int:
    """Return how many usable keys a provider publishes now."""
    # A new directory remembers nothing, so that everything is fetched.
    directory = Directory()
    with unit_of_work(write=False) as work:
        now = work.now
    url = keys_url or (
        directory.metadata(issuer, allows_private=allows_private, now=now).keys_url
    )
    return len(directory.keys(url, kid=None, allows_private=allows_private, now=now))


@blueprint.get("/admin/sign-on/new/<kind>")
@needs(Permission.RUN_NEWSROOM, fresh=True)
def new_provider(kind: str) -> ResponseReturnValue:
    """Show the form for a new provider of one kind."""
    if kind not in list(ProviderKind):
        return redirect(url_for("auth.show_providers"))
    return _page(ProviderKind(kind), None, {})


@blueprint.post("/admin/sign-on")
@needs(Permission.RUN_NEWSROOM, fresh=True)
@limited("newsroom")
@takes_form(lazy_gettext("Add"), LABELS)
def add_provider() -> ResponseReturnValue:
    """Add a provider."""
    change = forms.read(NewProviderForm)
    try:
        with unit_of_work(write=True) as work:
            provider = providers.add(
                work.session,
                change,
                site_id=site_for(work.session, request.host).id,
                seal=settings().seal,
                now=work.now,
            )
            _record(work, provider, "sign_on.add")
            provider_id = provider.id
    except (InvalidError, ConflictError) as error:
        return _page(change.kind, None, forms.sent(), error), _status(error)
    flash(_("%(name)s is set up. Please try it.", name=change.name))
    return redirect(url_for("auth.show_provider", provider_id=provider_id), 303)


@blueprint.get("/admin/sign-on/<int:provider_id>")
@needs(Permission.RUN_NEWSROOM, fresh=True)
def show_provider(provider_id: int) -> str:
    """Show the form of a provider, without its secret."""
    with unit_of_work(write=False) as work:
        found = _get(work, provider_id)
        form = {
            name: getattr(found, name)
            for name in ("name", "issuer", "client_id", "keys_url")
        } | {
            name: "1" if getattr(found, name) else ""
            for name in ("allows_private_hosts", "vouches_for_addresses", "is_enabled")
        }
        return _page(found.kind, found, form)


@blueprint.post("/admin/sign-on/<int:provider_id>")
@needs(Permission.RUN_NEWSROOM, fresh=True)
@limited("newsroom")
@takes_form(lazy_gettext("Save"), LABELS)
def change_provider(provider_id: int) -> ResponseReturnValue:
    """Change a provider, or switch it off."""
    change = forms.read(ProviderForm)
    try:
        with unit_of_work(write=True) as work:
            found = providers.change(
                work.session,
                change,
                site_id=site_for(work.session, request.host).id,
                seal=settings().seal,
                now=work.now,
            )
            _record(work, found, "sign_on.change", has_new_secret=bool(change.secret))
    except InvalidError as error:
        with unit_of_work(write=False) as work:
            found = _get(work, provider_id)
            return _page(found.kind, found, forms.sent(), error), 422
    flash(_("Saved."))
    return redirect(url_for("auth.show_providers"), 303)


def _get(work: UnitOfWork, provider_id: int) -> IdentityProvider:
    site = site_for(work.session, request.host)
    return providers.get(work.session, provider_id, site_id=site.id)


def _record(
    work: UnitOfWork, provider: IdentityProvider, action: str, **detail: object
) -> None:
    audit.record(
        work.session,
        actor_id=acting().account_id,
        action=action,
        subject=("identity_provider", provider.id),
        site_id=provider.site_id,
        now=work.now,
        detail=detail
        | {
            "name": provider.name,
            "issuer": provider.issuer,
            "is_enabled": provider.is_enabled,
        },
    )


def _page(
    kind: ProviderKind,
    provider: IdentityProvider | None,
    form: Any,
    error: CeasefireError | None = None,
) -> str:
    with unit_of_work(write=False) as work:
        return render_template(
            "auth/sso/provider.html",
            kind=kind,
            kind_words=KIND_WORDS[kind],
            provider=provider,
            form=form,
            error=error,
            origin=origin(work.session),
        )


def _status(error: CeasefireError) -> int:
    return 409 if isinstance(error, ConflictError) else 422
