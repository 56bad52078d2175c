"""Push messages in a browser: allowing them, ending them, and the service worker."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, flash, jsonify, redirect, url_for
from flask import current_app as app
from flask.typing import ResponseReturnValue

from auth.access import forms
from auth.access.declarations import by_key, limited, needs, public, takes_form
from auth.access.identity import acting
from auth.core.errors import ForbiddenError
from auth.core.permissions import Permission
from auth.core.translation import gettext as _
from auth.core.translation import lazy_gettext
from auth.db.database import unit_of_work
from auth.sites.lookup import name_of
from moderation.notifications.push.rules import Services
from moderation.notifications.schemas import DeviceForm, RenewalForm
from moderation.notifications.services import devices
from moderation.web.request import config, current_site

WORKER_FILE = "js/push-worker.js"

blueprint = Blueprint("notifications_push", __name__)
renewals = Blueprint("notifications_renewals", __name__)


@blueprint.post("/account/push")
@needs(Permission.OWN_ACCOUNT)
@limited("own")
@takes_form(lazy_gettext("Allow push messages in this browser"))
def add() -> ResponseReturnValue:
    """Send push messages to the browser that sends this.

    :raises ForbiddenError: for a key, because a browser's session must own it.
    """
    actor = acting()
    if actor.session_id is None:
        raise ForbiddenError(_("A key cannot do this."))
    change = forms.read(DeviceForm)
    with unit_of_work(write=True) as work:
        devices.add(
            work.session,
            change,
            account_id=actor.account_id,
            session_id=actor.session_id,
            services=services(),
            now=work.now,
        )
    flash(_("This browser gets push messages now."))
    return redirect(url_for("notifications_settings.show"), 303)


@blueprint.post("/account/push/<int:device_id>/removal")
@needs(Permission.OWN_ACCOUNT)
@limited("own")
@takes_form(lazy_gettext("Send this browser no more push messages"))
def remove(device_id: int) -> ResponseReturnValue:
    """Send one of the reader's browsers no more push messages."""
    with unit_of_work(write=True) as work:
        devices.remove(work.session, device_id, account_id=acting().account_id)
    flash(_("This browser gets no more push messages."))
    return redirect(url_for("notifications_settings.show"), 303)


@renewals.post("/push/renewal")
@by_key
@public
@limited("open")
@takes_form(lazy_gettext("Renew the address of this browser"))
def renew() -> ResponseReturnValue:
    """Replace the address of a browser, as its service worker asks.

    Only the browser and its push service know the old address.
    """
    change = forms.read(RenewalForm)
    with unit_of_work(write=True) as work:
        devices.renew(work.session, change, services=services(), now=work.now)
    return "", 204


@blueprint.get("/sw.js")
@public
def service_worker() -> Response:
    """Serve the service worker from the root, which is the scope that it needs."""
    script = Path(app.static_folder or "") / WORKER_FILE
    response = Response(script.read_bytes(), mimetype="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    return response


@blueprint.get("/manifest.webmanifest")
@public
def manifest() -> Response:
    """Describe the site as an app, which iOS needs for push messages."""
    with unit_of_work(write=False) as work:
        name = name_of(current_site(work.session))
    icon = url_for("static", filename="mark.svg")
    response = jsonify(
        id="/",
        name=name,
        short_name=name,
        start_url="/notifications",
        scope="/",
        display="standalone",
        icons=[{"src": icon, "sizes": "any", "type": "image/svg+xml"}],
    )
    response.mimetype = "application/manifest+json"
    return response


def services() -> Services:
    """Return the push services that the settings name."""
    return Services(tuple(config().push_hosts.split()))
