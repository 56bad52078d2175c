"""The admin's page of the Transparency Database, with parked rows and the export."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from auth.access import forms
from auth.access.declarations import limited, needs, takes_form
from auth.access.identity import acting
from auth.core.errors import InvalidError
from auth.core.numbers import query_number
from auth.core.permissions import Permission
from auth.core.settings import settings as auth_settings
from auth.core.translation import gettext as _
from auth.core.translation import lazy_gettext
from auth.db.database import unit_of_work
from moderation.compliance.transparency.rules import SENT_TO, TARGET_WORDS, Target
from moderation.compliance.transparency.schemas import TransparencyForm
from moderation.compliance.transparency.services import reading, settings
from moderation.compliance.transparency.states import StatementState
from moderation.web.request import config, current_site

blueprint = Blueprint(
    "compliance_transparency", __name__, template_folder="../templates"
)


@blueprint.get("/admin/transparency")
@needs(Permission.RUN_SITE, fresh=True)
def show() -> str:
    """Show where statements go, how many wait, and which were refused."""
    return _page()


@blueprint.post("/admin/transparency")
@needs(Permission.RUN_SITE, fresh=True)
@limited("newsroom")
@takes_form(
    lazy_gettext("Save the settings of the Transparency Database"),
    {
        "sandbox_url": lazy_gettext("Address of the sandbox"),
        "countries": lazy_gettext("Countries"),
    },
)
def change() -> ResponseReturnValue:
    """Store where the statements of the site go."""
    try:
        with unit_of_work(write=True) as work:
            settings.change(
                work.session,
                forms.read(TransparencyForm),
                site_id=current_site(work.session).id,
                seal=auth_settings().seal,
                admin_id=acting().account_id,
                now=work.now,
            )
    except InvalidError as error:
        return _page(forms.sent(), error), 422
    flash(_("Saved."))
    return redirect(url_for("compliance_transparency.show"), 303)


@blueprint.post("/admin/transparency/statements/<int:statement_id>/again")
@needs(Permission.RUN_SITE, fresh=True)
@limited("newsroom")
@takes_form(lazy_gettext("Send the statement again"))
def send_again(statement_id: int) -> ResponseReturnValue:
    """Write a parked statement again from what is stored now, and queue it."""
    with unit_of_work(write=True) as work:
        reading.send_again(
            work.session,
            statement_id,
            site_id=current_site(work.session).id,
            base_url=config().base_url.rstrip("/"),
            now=work.now,
        )
    flash(_("It is sent again with the next batch."))
    return redirect(url_for("compliance_transparency.show"), 303)


@blueprint.get("/admin/transparency/statements.json")
@needs(Permission.RUN_SITE, fresh=True)
def export() -> Response:
    """Send the statements that wait, as the database would get them. Sends nothing."""
    with unit_of_work(write=False) as work:
        rows = reading.export(
            work.session,
            site_id=current_site(work.session).id,
            after=query_number("after") or 0,
        )
        body = {"statements": [each.fields for each in rows]}
    text = json.dumps(body, ensure_ascii=False, indent=2)
    response = Response(text, mimetype="application/json")
    response.headers.set(
        "Content-Disposition", "attachment", filename="statements.json"
    )
    return response


def _page(
    form: Mapping[str, str] = MappingProxyType({}), error: InvalidError | None = None
) -> str:
    with unit_of_work(write=False) as work:
        stored = settings.of_site(work.session, current_site(work.session).id)
        shown: dict[str, Any] = {"target": Target.OFF.value, "reports_holds": True}
        if stored is not None:
            shown = {
                "target": stored.target.value,
                "sandbox_url": stored.sandbox_url,
                "countries": " ".join(stored.countries),
                "reports_holds": stored.reports_holds,
            }
        return render_template(
            "compliance/transparency.html",
            setting=stored,
            is_sent=stored is not None and stored.target in SENT_TO,
            counts=reading.counts(work.session, stored) if stored else {},
            states=StatementState,
            parked=reading.parked(work.session, stored) if stored else [],
            targets=[(each.value, words) for each, words in TARGET_WORDS.items()],
            form=form or shown,
            error=error,
        )
