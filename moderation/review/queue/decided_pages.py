"""The page of decisions: approved and rejected comments, the newest first."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from auth.access.declarations import needs
from auth.core.errors import NotFoundError
from auth.core.numbers import query_number
from auth.core.permissions import Permission
from auth.core.translation import gettext as _
from auth.db.database import unit_of_work
from moderation.review.items.rules import REASON_WORDS, Action
from moderation.review.queue import redirects
from moderation.review.queue.services import decided, tabs

blueprint = Blueprint("queue_decided", __name__, template_folder="../templates")

LISTS = {"approve": Action.APPROVE, "reject": Action.REJECT}


@blueprint.get("/staff/decisions/<action>")
@needs(Permission.REVIEW)
def show(action: str) -> str:
    """List the decisions that were not undone: all of them, or one's own."""
    if action not in LISTS:
        raise NotFoundError(_("There is no such list."))
    is_own = request.args.get("by") == "me"
    with unit_of_work(write=False) as work:
        context = redirects.desk_context(work)
        found, next_key = decided.page(
            work.session,
            context=context,
            action=LISTS[action],
            moderator_id=context.moderator_id if is_own else None,
            before=query_number("before"),
        )
        return render_template(
            "review/decided.html",
            tab=action,
            tabs=tabs.counts(work.session, context=context),
            decided=found,
            next_key=next_key,
            is_own=is_own,
            reasons=REASON_WORDS,
        )
