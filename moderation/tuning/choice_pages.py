"""The page for choosing the profiles of a site and its sections."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from auth.access import forms
from auth.access.declarations import limited, needs, takes_form
from auth.access.identity import acting
from auth.core import audit
from auth.core.permissions import Permission
from auth.core.translation import gettext as _
from auth.core.translation import lazy_gettext
from auth.db.database import unit_of_work
from moderation.policy.services import choices, profiles
from moderation.tuning.schemas import ChoicesForm
from moderation.web.request import current_site

blueprint = Blueprint("tuning_choices", __name__)


@blueprint.get("/admin/profile-choices")
@needs(Permission.RUN_SITE)
def show() -> str:
    """Show the profiles of the site and of each section."""
    with unit_of_work(write=False) as work:
        site = current_site(work.session)
        return render_template(
            "tuning/choices.html",
            chosen=choices.choices(work.session, site.id),
            profiles=profiles.all_current(work.session),
        )


@blueprint.post("/admin/profile-choices")
@needs(Permission.RUN_SITE, fresh=True)
@limited("newsroom")
@takes_form(lazy_gettext("Save the profiles"))
def change() -> ResponseReturnValue:
    """Set the profiles of the site and of each section."""
    keys = forms.read(ChoicesForm).keys
    with unit_of_work(write=True) as work:
        site = current_site(work.session)
        known = choices.choices(work.session, site.id)
        wanted = {section: key for section, key in keys.items() if section in known}
        choices.choose(work.session, site_id=site.id, keys=wanted)
        audit.record(
            work.session,
            actor_id=acting().account_id,
            action="profile.choose",
            subject=("site", site.id),
            site_id=site.id,
            now=work.now,
            detail=wanted,
        )
    flash(_("Saved. This applies to new comments."))
    return redirect(url_for("tuning_choices.show"), 303)
