"""The page of agreement between moderators, and of the shares of second reviews."""

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
from moderation.review.items.rules import REASON_WORDS
from moderation.review.quality.schemas import BlindSharesForm
from moderation.review.quality.services import second_review
from moderation.review.queue import redirects

blueprint = Blueprint("quality", __name__, template_folder="../templates")


@blueprint.get("/staff/agreement")
@needs(Permission.SEE_FIGURES)
def show_agreement() -> str:
    """Show Cohen's kappa over all, by moderator and by reason.

    A role for a site, or for some of its sections, limits the figures to these.
    """
    with unit_of_work(write=False) as work:
        context = None if acting().is_newsroom_wide else redirects.desk_context(work)
        return render_template(
            "review/agreement.html",
            figures=second_review.figures(work.session, context=context),
            plan=second_review.plan(work.session),
            reasons=REASON_WORDS,
        )


@blueprint.post("/admin/agreement")
@needs(Permission.RUN_NEWSROOM, fresh=True)
@limited("newsroom")
@takes_form(
    lazy_gettext("Save the shares"),
    {
        "second_share": lazy_gettext("Share reviewed twice"),
        "blind_share": lazy_gettext("Share shown blind"),
    },
)
def set_shares() -> ResponseReturnValue:
    """Set the shares of second reviews and of blind cards."""
    change = forms.read(BlindSharesForm)
    with unit_of_work(write=True) as work:
        second_review.set_plan(
            work.session, change, actor_id=acting().account_id, now=work.now
        )
    flash(_("Saved. This applies to decisions and review items from now on."))
    return redirect(url_for("quality.show_agreement"), 303)
