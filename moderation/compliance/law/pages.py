"""The law page of a site, the self-assessment to print, and data protection."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from auth.access import forms
from auth.access.declarations import limited, needs, takes_form
from auth.access.identity import acting
from auth.core.permissions import Permission
from auth.core.translation import gettext as _
from auth.core.translation import lazy_gettext
from auth.db.database import unit_of_work
from moderation.compliance.law.schemas import LawForm
from moderation.compliance.law.services import exemption
from moderation.privacy import categories
from moderation.web.request import config, current_site

blueprint = Blueprint("compliance_law", __name__, template_folder="../templates")


@blueprint.get("/admin/law")
@needs(Permission.RUN_SITE, fresh=True)
def show() -> str:
    """Show the duties of the site, and the features that touch the UK's exemption."""
    with unit_of_work(write=False) as work:
        site = current_site(work.session)
        return render_template(
            "compliance/law.html",
            states=exemption.states(site),
            serves_uk=exemption.serves_uk(work.session, site.id),
            is_at_risk=exemption.is_at_risk(work.session, site),
        )


@blueprint.post("/admin/law")
@needs(Permission.RUN_SITE, fresh=True)
@limited("newsroom")
@takes_form(lazy_gettext("Save what the law page says"))
def change() -> ResponseReturnValue:
    """Store whether the site has readers in the United Kingdom."""
    with unit_of_work(write=True) as work:
        exemption.change(
            work.session,
            forms.read(LawForm),
            site_id=current_site(work.session).id,
            admin_id=acting().account_id,
            now=work.now,
        )
    flash(_("Saved."))
    return redirect(url_for("compliance_law.show"), 303)


@blueprint.get("/admin/law/self-assessment")
@needs(Permission.RUN_SITE, fresh=True)
def assess() -> str:
    """Show the self-assessment for the United Kingdom, to print and sign."""
    with unit_of_work(write=False) as work:
        site = current_site(work.session)
        states = exemption.states(site)
        return render_template(
            "compliance/self_assessment.html",
            site=site,
            states=states,
            ending=[each for each in states if each.ends_exemption],
            now=work.now,
        )


@blueprint.get("/admin/data-protection")
@needs(Permission.RUN_SITE, fresh=True)
def show_data() -> str:
    """Show what is stored, why, how long, and who receives it."""
    settings = config()
    return render_template(
        "compliance/data_protection.html",
        categories=categories.CATEGORIES,
        handling_of=categories.handling_of,
        erasures=categories.ERASURE_WORDS,
        recipients=categories.RECIPIENTS,
        days=categories.days_of(settings),
    )
