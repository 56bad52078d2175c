"""The page on which a reader chooses which notifications to get, how and when."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from auth.access import forms
from auth.access.browsers import user_agents
from auth.access.declarations import limited, needs, takes_form
from auth.access.identity import acting
from auth.core.formats import weekday_names
from auth.core.permissions import Permission
from auth.core.translation import gettext as _
from auth.core.translation import lazy_gettext
from auth.db.database import unit_of_work
from moderation.notifications.models import DeliverySetting
from moderation.notifications.rules import KIND_WORDS, RHYTHM_WORDS, WAY_WORDS
from moderation.notifications.schemas import NotificationsForm, way_field
from moderation.notifications.services import devices, push_keys, settings
from moderation.notifications.timing import zone_names

blueprint = Blueprint("notifications_settings", __name__)


@blueprint.get("/account/notifications")
@needs(Permission.OWN_ACCOUNT)
def show() -> str:
    """Show how the reader gets each kind, and when."""
    account_id = acting().account_id
    with unit_of_work(write=False) as work:
        setting = work.session.get(DeliverySetting, account_id)
        return render_template(
            "notifications/settings.html",
            choices=settings.choices_of(work.session, [account_id])[account_id],
            clock=settings.clock_of(setting),
            is_saved=setting is not None and bool(setting.zone),
            push_key=push_keys.public_key(work.session),
            devices=devices.of_account(work.session, account_id),
            device_name=user_agents.name_of,
            is_stopped=settings.is_stopped(work.session, account_id),
            kinds=KIND_WORDS,
            ways=WAY_WORDS,
            rhythms=RHYTHM_WORDS,
            way_field=way_field,
            weekdays=weekday_names(),
            zones=zone_names(),
        )


@blueprint.post("/account/notifications")
@needs(Permission.OWN_ACCOUNT)
@limited("own")
@takes_form(lazy_gettext("Save what you are told of"))
def save() -> ResponseReturnValue:
    """Save how the reader gets each kind, and when."""
    change = forms.read(NotificationsForm)
    with unit_of_work(write=True) as work:
        settings.choose(work.session, acting().account_id, change)
    flash(_("Saved."))
    return redirect(url_for("notifications_settings.show"), 303)
