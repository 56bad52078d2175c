"""The admin's page of trusted flaggers."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from auth.access import forms
from auth.access.declarations import limited, needs, takes_form
from auth.access.identity import acting
from auth.core.errors import InvalidError
from auth.core.permissions import Permission
from auth.core.translation import gettext as _
from auth.core.translation import lazy_gettext
from auth.db.database import unit_of_work
from moderation.compliance.notices.schemas import FlaggerForm
from moderation.compliance.notices.services import flaggers
from moderation.web.request import current_site, origin_of

blueprint = Blueprint("compliance_flaggers", __name__, template_folder="../templates")


@blueprint.get("/admin/trusted-flaggers")
@needs(Permission.RUN_SITE, fresh=True)
def show() -> str:
    """Show the trusted flaggers of the site, with their numbers of notices."""
    return _page()


@blueprint.post("/admin/trusted-flaggers")
@needs(Permission.RUN_SITE, fresh=True)
@limited("newsroom")
@takes_form(
    lazy_gettext("Name the trusted flagger"),
    {"name": lazy_gettext("Name"), "email": lazy_gettext("E-mail address")},
)
def name_one() -> ResponseReturnValue:
    """Name a trusted flagger, and show the address for its notices once."""
    try:
        with unit_of_work(write=True) as work:
            site = current_site(work.session)
            secret = flaggers.name_one(
                work.session,
                forms.read(FlaggerForm),
                site_id=site.id,
                admin_id=acting().account_id,
                now=work.now,
            )
            page = url_for("compliance_notices.show_form", flagger=secret)
            address = origin_of(work.session, site) + page
    except InvalidError as error:
        return _page(forms.sent(), error), 422
    return _page(address=address), 201


@blueprint.post("/admin/trusted-flaggers/<int:flagger_id>/end")
@needs(Permission.RUN_SITE, fresh=True)
@limited("newsroom")
@takes_form(lazy_gettext("End the trust"))
def end(flagger_id: int) -> ResponseReturnValue:
    """End the trust in a flagger."""
    with unit_of_work(write=True) as work:
        flaggers.end(
            work.session,
            flagger_id,
            site_id=current_site(work.session).id,
            admin_id=acting().account_id,
            now=work.now,
        )
    flash(_("Its address sends ordinary notices from now on."))
    return redirect(url_for("compliance_flaggers.show"), 303)


def _page(
    form: Mapping[str, str] = MappingProxyType({}),
    error: InvalidError | None = None,
    *,
    address: str = "",
) -> str:
    with unit_of_work(write=False) as work:
        site = current_site(work.session)
        return render_template(
            "compliance/flaggers.html",
            flaggers=flaggers.all_of(work.session, site_id=site.id),
            address=address,
            form=form,
            error=error,
        )
