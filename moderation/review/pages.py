"""The review queue, as moderators work it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from auth.database import unit_of_work
from auth.errors import InvalidError
from auth.identity import acting, needs
from auth.permissions import Permission
from moderation.edge import current_site, form_choice, form_number
from moderation.review.rules import REASON_WORDS, Action, Reason
from moderation.review.services import decisions, queue

blueprint = Blueprint("review", __name__, template_folder="templates")

DONE = {
    Action.APPROVE: "Approved.",
    Action.REJECT: "Rejected. The author is told why.",
    Action.ESCALATE: "Escalated to another moderator.",
}


@blueprint.get("/queue")
@needs(Permission.REVIEW)
def show_queue() -> str:
    """Show what waits, the most urgent first."""
    with unit_of_work(write=False) as work:
        page = queue.page(
            work.session,
            site_id=current_site(work.session).id,
            after=request.args.get("after"),
        )
        recent = decisions.recent(
            work.session, moderator_id=acting().account_id, now=work.now
        )
        return render_template(
            "review/queue.html",
            page=page,
            recent=recent,
            reasons=REASON_WORDS,
            now=work.now,
        )


@blueprint.post("/queue/<int:item_id>/claim")
@needs(Permission.REVIEW)
def claim(item_id: int) -> ResponseReturnValue:
    """Take an item for oneself for a few minutes."""
    with unit_of_work(write=True) as work:
        queue.refuse_foreign(
            work.session,
            item_id=item_id,
            site_id=current_site(work.session).id,
        )
        decisions.claim(
            work.session,
            item_id=item_id,
            moderator_id=acting().account_id,
            now=work.now,
        )
    return redirect(url_for("review.show_queue") + f"#item-{item_id}", 303)


@blueprint.post("/queue/<int:item_id>/decision")
@needs(Permission.REVIEW)
def decide(item_id: int) -> ResponseReturnValue:
    """Approve, reject or escalate."""
    action = form_choice("action", Action)
    if action is None:
        raise InvalidError("Please choose what to do with the comment.")
    with unit_of_work(write=True) as work:
        queue.refuse_foreign(
            work.session,
            item_id=item_id,
            site_id=current_site(work.session).id,
        )
        decisions.decide(
            work.session,
            item_id=item_id,
            moderator_id=acting().account_id,
            action=action,
            reason=form_choice("reason", Reason),
            note=request.form.get("note", ""),
            revision_id=form_number("revision_id"),
            now=work.now,
        )
    flash(DONE[action])
    return redirect(url_for("review.show_queue") + "#queue", 303)


@blueprint.post("/queue/decisions/<int:decision_id>/undo")
@needs(Permission.REVIEW)
def undo(decision_id: int) -> ResponseReturnValue:
    """Take a decision back."""
    with unit_of_work(write=True) as work:
        decision = decisions.undo(
            work.session,
            decision_id=decision_id,
            moderator_id=acting().account_id,
            now=work.now,
        )
        item_id = decision.item_id
    flash("Undone. The comment is what it was, and waits for you again.")
    return redirect(url_for("review.show_queue") + f"#item-{item_id}", 303)
