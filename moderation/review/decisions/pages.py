"""The forms for deciding an item and for undoing a decision."""

from __future__ import annotations

from flask import Blueprint, flash
from flask.typing import ResponseReturnValue

from auth.access import forms
from auth.access.declarations import limited, needs, takes_form
from auth.core.errors import ConflictError, ForbiddenError, InvalidError
from auth.core.permissions import Permission
from auth.core.translation import lazy_gettext
from auth.db.database import unit_of_work
from moderation.review.decisions.inputs import UndoDecision
from moderation.review.decisions.schemas import DecisionForm
from moderation.review.decisions.services import bulk, decisions
from moderation.review.items.services import claims
from moderation.review.queue import redirects, typed_texts
from moderation.review.queue.services import queue, recent

blueprint = Blueprint("decisions", __name__, template_folder="../templates")


@blueprint.post("/queue/<int:item_id>/decision")
@needs(Permission.REVIEW)
@limited("desk")
@takes_form(
    lazy_gettext("Send the decision"),
    typed_texts.LABELS,
)
def decide(item_id: int) -> ResponseReturnValue:
    """Approve, reject or escalate an item, and continue with the next card.

    Errors are shown on the page, which keeps the input.
    """
    view, change = redirects.sent_view(), forms.read(DecisionForm)
    try:
        with unit_of_work(write=True) as work:
            session, context = work.session, redirects.desk_context(work)
            item = queue.item_of(session, item_id=item_id, context=context)
            copies = bulk.decide_copies(session, change, context=context)
            decision = decisions.decide(
                session, change, moderator_id=context.moderator_id, now=work.now
            )
            bulk.link_copies(session, lead=decision, copies=copies)
            made = recent.of(session, decision.id)
            if view.is_reviewing:
                following = redirects.next_item_or_none(
                    session, context=context, view=view
                )
            else:
                following = queue.next_id(
                    session, context=context, view=view, item=item
                )
    except (ConflictError, ForbiddenError, InvalidError) as error:
        if change.is_written:
            # The page for refused forms keeps the typed text.
            raise
        flash(error.message, "error")
        return redirects.go(view, item_id)
    flash(redirects.decision_message(made, copies))
    return redirects.go(view, following)


@blueprint.post("/queue/decisions/<int:decision_id>/undo")
@needs(Permission.REVIEW)
@limited("desk")
@takes_form(lazy_gettext("Undo the decision"))
def undo(decision_id: int) -> ResponseReturnValue:
    """Undo a decision together with the near-duplicates that were decided with it.

    The focus moves to its card: in the list of the form if it is there, else on the
    page of the item. A moderator who reviews one item at a time gets the item again.
    """
    view = redirects.sent_view()
    with unit_of_work(write=True) as work:
        session, context = work.session, redirects.desk_context(work)
        made = recent.of(session, decision_id)
        decision, copies = bulk.undo_together(
            session, UndoDecision(decision_id), context=context
        )
        # Another site's decision is not found, and its undoing rolled back.
        queue.item_of(session, item_id=decision.item_id, context=context)
        item_id = decision.item_id
        if view.is_reviewing:
            claims.claim(
                session,
                item_id=item_id,
                moderator_id=context.moderator_id,
                now=work.now,
            )
        is_listed = queue.shows(session, context=context, view=view, item_id=item_id)
    flash(redirects.undo_message(made, copies))
    if is_listed or view.is_reviewing:
        return redirects.go(view, item_id)
    return redirects.go_to_item(view, item_id)
