"""The page of the audit sample: its share, and the comments that slipped through."""

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
from moderation.policy.services import profiles
from moderation.review.quality.services import sampling
from moderation.tuning.rules.formatting import share_words
from moderation.tuning.schemas import AuditSampleForm
from moderation.tuning.services.past_comments import WINDOW
from moderation.tuning.services.samples import sample

blueprint = Blueprint("tuning_sampling", __name__)


@blueprint.get("/admin/audit-sample")
@needs(Permission.RUN_NEWSROOM)
def show() -> str:
    """Show the share, and the moderators' decisions under each profile."""
    with unit_of_work(write=False) as work:
        rows = [
            (version.profile, sample(work.session, version.profile.key, since))
            for since in [work.now - WINDOW]
            for version in profiles.all_current(work.session)
        ]
        return render_template(
            "tuning/audit_sample.html",
            plan=sampling.plan(work.session),
            rows=rows,
            share_words=share_words,
        )


@blueprint.post("/admin/audit-sample")
@needs(Permission.RUN_NEWSROOM, fresh=True)
@limited("newsroom")
@takes_form(
    lazy_gettext("Save the audit sample"),
    {"share": lazy_gettext("Share"), "most_a_day": lazy_gettext("Most a day")},
)
def change() -> ResponseReturnValue:
    """Set the share that is drawn from now on."""
    with unit_of_work(write=True) as work:
        plan = sampling.set_plan(
            work.session,
            forms.read(AuditSampleForm),
            actor_id=acting().account_id,
            now=work.now,
        )
        audit.record(
            work.session,
            actor_id=acting().account_id,
            action="audit_sample.change",
            subject=("sampling_plan", plan.id),
            site_id=None,
            now=work.now,
            detail={"share": plan.share, "most_a_day": plan.most_a_day},
        )
    flash(_("Saved. This applies to new comments from now on."))
    return redirect(url_for("tuning_sampling.show"), 303)
