"""The form that recommends a comment, or takes that back."""

from __future__ import annotations

from flask import Blueprint, redirect
from flask.typing import ResponseReturnValue

from auth.access import forms
from auth.access.declarations import limited, needs, takes_form
from auth.access.identity import acting
from auth.core.errors import ForbiddenError, NotFoundError
from auth.core.permissions import Permission
from auth.core.translation import gettext as _
from auth.core.translation import lazy_gettext
from auth.db.database import UnitOfWork, unit_of_work
from moderation.community.rules import ReactionAct
from moderation.community.schemas import ReactionForm
from moderation.community.services import reactions
from moderation.discussion.services import articles
from moderation.review.sanctions.services import sanctions_in_force
from moderation.web.request import current_site, way_back

blueprint = Blueprint("community_reactions", __name__)


@blueprint.post("/comments/<int:comment_id>/reaction")
@needs(Permission.COMMENT)
@limited("own")
@takes_form(lazy_gettext("Recommend a comment"))
def change_reaction(**_address: int) -> ResponseReturnValue:
    """Recommend a comment or take that back, and return to the reader's page."""
    change = forms.read(ReactionForm)
    me, comment_id = acting().account_id, change.comment_id
    with unit_of_work(write=True) as work:
        site = current_site(work.session)
        articles.of_comment(work.session, comment_id, site_id=site.id)
        if change.act is ReactionAct.WITHDRAW:
            reactions.withdraw(
                work.session, comment_id=comment_id, reader_id=me, now=work.now
            )
        else:
            if not site.has_reactions:
                raise NotFoundError(_("Comments cannot be recommended on this site."))
            _refuse_sanctioned(work, me, site.id)
            reactions.recommend(
                work.session, comment_id=comment_id, reader_id=me, now=work.now
            )
    return redirect(way_back("/") + f"#comment-{comment_id}", 303)


def _refuse_sanctioned(work: UnitOfWork, account_id: int, site_id: int) -> None:
    """Refuse readers who cannot write, so that a suspension covers this too."""
    refusal, _is_held = sanctions_in_force.effect(
        work.session, account_id=account_id, site_id=site_id, now=work.now
    )
    if refusal:
        raise ForbiddenError(refusal)
