"""The form with which moderators pick and pin comments."""

from __future__ import annotations

from flask import Blueprint, flash, redirect
from flask.typing import ResponseReturnValue

from auth.access import forms
from auth.access.declarations import limited, needs, takes_form
from auth.access.identity import acting
from auth.core import audit
from auth.core.errors import ForbiddenError, NotFoundError
from auth.core.permissions import Permission
from auth.core.translation import gettext as _
from auth.core.translation import lazy_gettext
from auth.db.database import unit_of_work
from moderation.community.rules import PickAct
from moderation.community.schemas import PickForm
from moderation.community.services import picks
from moderation.discussion.services import articles
from moderation.web.request import current_site, way_back

blueprint = Blueprint("community_picks", __name__)

DONE = {
    PickAct.PICK: lazy_gettext("The comment is an editors' pick."),
    PickAct.UNPICK: lazy_gettext("The comment is no editors' pick any more."),
    PickAct.PIN: lazy_gettext("The comment is pinned above the others."),
    PickAct.UNPIN: lazy_gettext("The comment is not pinned any more."),
}


@blueprint.post("/staff/comments/<int:comment_id>/pick")
@needs(Permission.REVIEW)
@limited("desk")
@takes_form(lazy_gettext("Pick or pin a comment"))
def change_pick(**_address: int) -> ResponseReturnValue:
    """Pick or pin a comment, or end that, and return to the page."""
    change = forms.read(PickForm)
    with unit_of_work(write=True) as work:
        site = current_site(work.session)
        article = articles.of_comment(work.session, change.comment_id, site_id=site.id)
        if not acting().may_in(Permission.REVIEW, article.section):
            raise ForbiddenError(_("Your role is for other sections."))
        if not site.has_picks:
            raise NotFoundError(_("Comments cannot be picked on this site."))
        picks.change(work.session, change, now=work.now)
        audit.record(
            work.session,
            actor_id=acting().account_id,
            action=f"comment.{change.act}",
            subject=("comment", change.comment_id),
            site_id=site.id,
            now=work.now,
        )
    flash(str(DONE[change.act]))
    return redirect(way_back("/") + f"#comment-{change.comment_id}", 303)
