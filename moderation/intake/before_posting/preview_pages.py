"""The page that shows a comment to its author before it is posted."""

from __future__ import annotations

from flask import Blueprint, render_template, url_for

from auth.access import forms
from auth.access.carried_forms import CarriedForm
from auth.access.declarations import limited, needs, takes_form
from auth.core.errors import NotFoundError
from auth.core.permissions import Permission
from auth.core.translation import gettext as _
from auth.core.translation import lazy_gettext
from auth.db.database import unit_of_work
from moderation.discussion.services import articles
from moderation.intake.schemas import CommentBody
from moderation.web.refused_forms import refusals
from moderation.web.request import current_site

blueprint = Blueprint("intake_previews", __name__, template_folder="templates")


@blueprint.post("/articles/<key>/comments/preview")
@needs(Permission.COMMENT)
@limited("own")
@takes_form(lazy_gettext("Preview it"), {"text": lazy_gettext("Your comment")})
def show(key: str) -> str:
    """Show a comment as readers would see it, and its form with the text."""
    change = forms.read(CommentBody)
    with unit_of_work(write=False) as work:
        site = current_site(work.session)
        article = articles.get(work.session, site_id=site.id, key=key)
        if not site.has_previews:
            raise NotFoundError(_("There is no such page."))
        return render_template(
            "intake/before_posting.html",
            article=article,
            html=change.text.html,
            kept=form_again(key),
        )


def form_again(key: str) -> refusals.RefusedForm:
    """Return the form that posts what this request has sent."""
    path = url_for("intake.post_comment", key=key)
    return refusals.shown(CarriedForm(path, tuple(refusals.sent() or ())))
