"""Redirects after a moderator's action, and the messages shown then."""

from __future__ import annotations

from dataclasses import replace

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy.orm import Session

from auth.access import forms
from auth.access.identity import acting
from auth.db.database import UnitOfWork
from moderation.review.decisions.services.bulk import BulkResult
from moderation.review.items.queue_views import DeskContext, QueueView
from moderation.review.items.rules import Action
from moderation.review.items.services import section_access
from moderation.review.queue.services import assignment
from moderation.review.queue.services.recent import Made
from moderation.web.request import current_site

DONE = {
    Action.APPROVE: "Approved",
    Action.REJECT: "Rejected",
    Action.ESCALATE: "Escalated to another moderator",
}
UNDO = Markup(
    ' <button class="quiet" form="undo-{}" data-shortcut="u"'
    ' data-shortcut-name="Undo the last decision">Undo</button>'
)


def sent_view() -> QueueView:
    """Return the view from which the form was sent.

    :raises InvalidError: if the form names an unknown view.
    """
    return QueueView.from_text(forms.text("view"))


def address(view: QueueView, item_id: int | None = None) -> str:
    """Return the URL of a view, at the card of *item_id* if given."""
    query = f"?{view.text}" if view.query else ""
    if view.is_reviewing and item_id is not None:
        return f"{url_for('desk.show_item', item_id=item_id)}{query}#item-{item_id}"
    place = f"item-{item_id}" if item_id is not None else "queue"
    return f"{url_for('review.show_queue')}{query}#{place}"


def go(view: QueueView, item_id: int | None = None) -> ResponseReturnValue:
    """Redirect to a view, at the card of *item_id* if given."""
    if item_id is None:
        view = replace(view, is_reviewing=False)
    return redirect(address(view, item_id), 303)


def desk_context(work: UnitOfWork) -> DeskContext:
    """Return the moderator, the site and the time of this request."""
    actor = acting()
    return DeskContext(
        current_site(work.session).id, actor.account_id, work.now, actor.sections
    )


def site_wide(work: UnitOfWork) -> DeskContext:
    """Return the context of a moderator of the whole site.

    :raises ForbiddenError: if their role is limited to some sections.
    """
    found = desk_context(work)
    section_access.refuse_section(found)
    return found


def dealt(session: Session, *, context: DeskContext, view: QueueView) -> int | None:
    """Assign the next item to a moderator who reviews one at a time."""
    item_id = assignment.deal(session, context=context, view=view)
    if item_id is None:
        flash(
            "Nothing is left for you here. Other moderators are working on what is "
            "waiting."
        )
    return item_id


def go_to_item(view: QueueView, item_id: int) -> ResponseReturnValue:
    """Redirect to the page of one item, from which *view* continues."""
    query = f"?{view.listed.text}" if view.listed.query else ""
    place = url_for("desk.show_item", item_id=item_id)
    return redirect(f"{place}{query}#item-{item_id}", 303)


def said_of_decision(made: Made, copies: BulkResult) -> Markup:
    """Return the message after a decision, with a button that undoes all of it.

    The button sends the form that is listed under "Your last decisions".
    """
    action = made.action
    told = " The author is told why." if action is Action.REJECT else ""
    said = Markup("{}: “<bdi>{}</bdi>” by <bdi>{}</bdi>{}{}{}{}").format(
        DONE[action],
        made.opening,
        made.author,
        _and_copies(copies.done),
        # A name such as "Hugo P." ends the sentence already.
        "" if made.author.endswith(".") and not copies.done else ".",
        told,
        _left(copies),
    )
    return said + UNDO.format(made.decision_id)


def said_of_undoing(made: Made, copies: BulkResult) -> Markup:
    """Return the message after an undo: which comments wait again."""
    return Markup("Undone: “<bdi>{}</bdi>” by <bdi>{}</bdi>{} {} again.{}").format(
        made.opening,
        made.author,
        _and_copies(copies.done),
        "wait" if copies.done else "waits",
        _left(copies),
    )


def _and_copies(count: int) -> str:
    if not count:
        return ""
    return f" and {count} near-duplicate{'' if count == 1 else 's'}"


def _left(outcome: BulkResult) -> str:
    """Return a sentence about near-duplicates that were not decided, and why."""
    return "".join(
        f" {count} {'stays' if count == 1 else 'stay'} as before: {message}"
        for message, count in outcome.refused.items()
    )
