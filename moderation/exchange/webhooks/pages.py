"""The admin pages of webhooks: endpoints, and the log of each."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from auth.access import forms
from auth.access.declarations import limited, needs, takes_form
from auth.access.identity import acting, site_within_reach
from auth.core.errors import ConflictError, InvalidError
from auth.core.numbers import query_number
from auth.core.permissions import Permission
from auth.core.settings import settings
from auth.core.translation import gettext as _
from auth.core.translation import lazy_gettext, ngettext
from auth.db.database import UnitOfWork, unit_of_work
from auth.sites.lookup import all_sites
from moderation.exchange.webhooks.inputs import (
    OfEndpoint,
    ReplayDelivery,
    ReplayFailed,
)
from moderation.exchange.webhooks.models import WebhookEndpoint
from moderation.exchange.webhooks.rules import OFFERED_TYPES
from moderation.exchange.webhooks.schemas import ChangeEndpointForm, EndpointBody
from moderation.exchange.webhooks.services import deliveries, endpoints
from moderation.platform.outgoing import rules_of
from moderation.web.repeats import once
from moderation.web.request import config

blueprint = Blueprint("webhooks", __name__, template_folder="templates")

LABELS = {"url": lazy_gettext("Address"), "note": lazy_gettext("Note")}


@blueprint.get("/admin/webhooks")
@needs(Permission.RUN_SITE, fresh=True)
def show() -> str:
    """List the endpoints, with a form for a new one."""
    with unit_of_work(write=False) as work:
        return _list(work.session, {})


@blueprint.post("/admin/webhooks")
@needs(Permission.RUN_SITE, fresh=True)
@limited("newsroom")
@takes_form(lazy_gettext("Add the endpoint"), LABELS)
def add() -> ResponseReturnValue:
    """Add an endpoint, and show its secret once."""
    try:
        change = forms.read(EndpointBody)
        change = replace(change, site_id=site_within_reach(change.site_id))
        with unit_of_work(write=True) as work:
            secrets: list[str] = []

            def act() -> dict[str, Any]:
                endpoint, secret = endpoints.add(
                    work.session,
                    change,
                    seal=settings().seal,
                    actor_id=acting().account_id,
                    now=work.now,
                    rules=rules_of(config()),
                )
                secrets.append(secret)
                return {"id": endpoint.id}

            endpoint_id = once(work, change, act)["id"]
            return _log(work, endpoint_id, secret="".join(secrets))
    except (InvalidError, ConflictError) as error:
        status = 409 if isinstance(error, ConflictError) else 422
        with unit_of_work(write=False) as work:
            return _list(work.session, forms.sent(), error), status


@blueprint.get("/admin/webhooks/<int:endpoint_id>")
@needs(Permission.RUN_SITE, fresh=True)
def show_endpoint(endpoint_id: int) -> str:
    """Show an endpoint with its log."""
    with unit_of_work(write=False) as work:
        return _log(work, endpoint_id)


@blueprint.post("/admin/webhooks/<int:endpoint_id>")
@needs(Permission.RUN_SITE, fresh=True)
@limited("newsroom")
@takes_form(lazy_gettext("Save the endpoint"), LABELS)
def change(endpoint_id: int) -> ResponseReturnValue:
    """Change an endpoint, disable it, or enable it again."""
    try:
        wanted = forms.read(ChangeEndpointForm)
        wanted = replace(wanted, site_id=site_within_reach(wanted.site_id))
        with unit_of_work(write=True) as work:
            _get(work.session, endpoint_id)
            endpoints.change(
                work.session,
                wanted,
                actor_id=acting().account_id,
                now=work.now,
                rules=rules_of(config()),
            )
    except InvalidError as error:
        with unit_of_work(write=False) as work:
            return _log(work, endpoint_id, form=forms.sent(), error=error), 422
    flash(_("Saved."))
    return redirect(url_for("webhooks.show_endpoint", endpoint_id=endpoint_id), 303)


@blueprint.post("/admin/webhooks/<int:endpoint_id>/remove")
@needs(Permission.RUN_SITE, fresh=True)
@limited("newsroom")
@takes_form(lazy_gettext("Remove the endpoint"))
def remove(endpoint_id: int) -> ResponseReturnValue:
    """Remove an endpoint with its log."""
    with unit_of_work(write=True) as work:
        _get(work.session, endpoint_id)
        endpoints.remove(
            work.session,
            OfEndpoint(endpoint_id),
            actor_id=acting().account_id,
            now=work.now,
        )
    flash(_("The endpoint is removed. Nothing is sent to it any more."))
    return redirect(url_for("webhooks.show"), 303)


@blueprint.post("/admin/webhooks/<int:endpoint_id>/secret")
@needs(Permission.RUN_SITE, fresh=True)
@limited("newsroom")
@takes_form(lazy_gettext("Rotate the secret"))
def rotate(endpoint_id: int) -> ResponseReturnValue:
    """Replace the secret, and show the new one once."""
    with unit_of_work(write=True) as work:
        _get(work.session, endpoint_id)
        secret = endpoints.rotate(
            work.session,
            OfEndpoint(endpoint_id),
            seal=settings().seal,
            actor_id=acting().account_id,
            now=work.now,
        )
        return _log(work, endpoint_id, secret=secret)


@blueprint.post("/admin/webhooks/<int:endpoint_id>/test")
@needs(Permission.RUN_SITE, fresh=True)
@limited("newsroom")
@takes_form(lazy_gettext("Send a test message"))
def test(endpoint_id: int) -> ResponseReturnValue:
    """Queue a test message."""
    with unit_of_work(write=True) as work:
        _get(work.session, endpoint_id)
        endpoints.test(work.session, OfEndpoint(endpoint_id), now=work.now)
    flash(_("The test message is sent within a few seconds. Reload to see the answer."))
    return redirect(url_for("webhooks.show_endpoint", endpoint_id=endpoint_id), 303)


@blueprint.post("/admin/webhooks/<int:endpoint_id>/replay")
@needs(Permission.RUN_SITE, fresh=True)
@limited("newsroom")
@takes_form(lazy_gettext("Send again what failed"))
def replay_failed(endpoint_id: int) -> ResponseReturnValue:
    """Queue everything that failed again."""
    with unit_of_work(write=True) as work:
        _get(work.session, endpoint_id)
        count = deliveries.replay_failed(
            work.session, ReplayFailed(endpoint_id=endpoint_id), now=work.now
        )
    flash(
        ngettext(
            "%(num)s message is sent again.", "%(num)s messages are sent again.", count
        )
    )
    return redirect(url_for("webhooks.show_endpoint", endpoint_id=endpoint_id), 303)


@blueprint.post("/admin/webhook-deliveries/<int:delivery_id>/replay")
@needs(Permission.RUN_SITE, fresh=True)
@limited("newsroom")
@takes_form(lazy_gettext("Send again"))
def replay(delivery_id: int) -> ResponseReturnValue:
    """Queue one message again."""
    with unit_of_work(write=True) as work:
        endpoint_id = deliveries.endpoint_of(work.session, delivery_id)
        _get(work.session, endpoint_id)
        deliveries.replay(work.session, ReplayDelivery(delivery_id), now=work.now)
    flash(_("The message is sent again."))
    return redirect(url_for("webhooks.show_endpoint", endpoint_id=endpoint_id), 303)


def _get(session: Session, endpoint_id: int) -> WebhookEndpoint:
    """Return an endpoint that the admin may change."""
    return endpoints.get(session, endpoint_id, only_site=acting().only_site_id)


def _list(session: Session, form: Any, error: Any = None) -> str:
    return render_template(
        "webhooks/endpoints.html",
        endpoints=endpoints.everything(session, only_site=acting().only_site_id),
        sites=_sites(session),
        types=OFFERED_TYPES,
        form=form,
        chosen=_chosen(form),
        error=error,
    )


def _log(
    work: UnitOfWork,
    endpoint_id: int,
    *,
    secret: str = "",
    form: Any = None,
    error: Any = None,
) -> str:
    session = work.session
    endpoint = _get(session, endpoint_id)
    page, next_key = deliveries.page(
        session, endpoint_id, before=query_number("before")
    )
    form = _form_of(endpoint) if form is None else form
    return render_template(
        "webhooks/endpoint.html",
        endpoint=endpoint,
        deliveries=page,
        next_key=next_key,
        standing=deliveries.standing(session, endpoint_id),
        sites=_sites(session),
        types=OFFERED_TYPES,
        form=form,
        chosen=_chosen(form),
        secret=secret,
        error=error,
        now=work.now,
    )


def _sites(session: Session) -> list[tuple[int | str, str]]:
    """Return the choices of a site: every one, or one of them.

    An admin of one site has no choice.
    """
    sites = all_sites(session) if acting().only_site_id is None else []
    return [("", _("every site")), *((each.id, each.name) for each in sites)]


def _form_of(endpoint: WebhookEndpoint) -> dict[str, Any]:
    return {
        "url": endpoint.url,
        "note": endpoint.note,
        "site_id": str(endpoint.site_id or ""),
        "types": endpoint.types,
        "is_enabled": "" if endpoint.disabled_at else "1",
    }


def _chosen(form: Any) -> list[str]:
    if hasattr(form, "getlist"):
        return list(form.getlist("types"))
    return list(form.get("types", ()))
