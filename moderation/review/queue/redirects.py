"""Redirects after a moderator's action, and the messages shown then."""

from __future__ import annotations

from dataclasses import replace

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy.orm import Session

from auth.access import forms
from auth.access.identity import acting
from auth.core.translation import LazyText, lazy_gettext, ngettext
from auth.core.translation import gettext as _
from auth.db.database import UnitOfWork
from moderation.review.decisions.services.bulk import BulkResult
from moderation.review.items.queue_views import DeskContext, QueueView
from moderation.review.items.rules import Action
from moderation.review.items.services import section_access
from moderation.review.queue.services import assignment
from moderation.review.queue.services.recent import RecentDecision
from moderation.web.request import current_site

SAID = {
    Action.APPROVE: lazy_gettext("Approved: “%(comment)s” by %(author)s."),
    Action.REJECT: lazy_gettext(
        "Rejected: “%(comment)s” by %(author)s. The author is told why."
    ),
    Action.ESCALATE: lazy_gettext(
        "Escalated to another moderator: “%(comment)s” by %(author)s."
    ),
}
UNDONE = lazy_gettext("Undone: “%(comment)s” by %(author)s waits again.")
PERSON = Markup("<bdi>{}</bdi>")
UNDO = Markup(
    ' <button class="quiet" form="undo-{}" data-shortcut="u"'
    ' data-shortcut-name="{}">{}</button>'
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
        return (
            f"{url_for('queue_items.show_item', item_id=item_id)}{query}#item-{item_id}"
        )
    place = f"item-{item_id}" if item_id is not None else "queue"
    return f"{url_for('queue.show')}{query}#{place}"


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


def next_item_or_none(
    session: Session, *, context: DeskContext, view: QueueView
) -> int | None:
    """Assign the next item to a moderator who reviews one at a time."""
    item_id = assignment.assign_next(session, context=context, view=view)
    if item_id is None:
        flash(
            _(
                "Nothing is left for you here. Other moderators are working on what "
                "is waiting."
            )
        )
    return item_id


def go_to_item(view: QueueView, item_id: int) -> ResponseReturnValue:
    """Redirect to the page of one item, from which *view* continues."""
    query = f"?{view.listed.text}" if view.listed.query else ""
    place = url_for("queue_items.show_item", item_id=item_id)
    return redirect(f"{place}{query}#item-{item_id}", 303)


def decision_message(made: RecentDecision, copies: BulkResult) -> Markup:
    """Return the message after a decision, with a button that undoes all of it.

    The button sends the form that is listed under "Your last decisions".
    """
    more = ngettext(
        "%(num)s near-duplicate was decided with it.",
        "%(num)s near-duplicates were decided with it.",
        copies.done,
    )
    button = UNDO.format(made.decision_id, _("Undo the last decision"), _("Undo"))
    return _said(SAID[made.action], made, copies, more) + button


def undo_message(made: RecentDecision, copies: BulkResult) -> Markup:
    """Return the message after an undo: which comments wait again."""
    more = ngettext(
        "%(num)s near-duplicate waits again, too.",
        "%(num)s near-duplicates wait again, too.",
        copies.done,
    )
    return _said(UNDONE, made, copies, more)


def _said(
    text: LazyText, made: RecentDecision, copies: BulkResult, more: str
) -> Markup:
    """Return the sentences about a comment, and those about its near-duplicates."""
    said = Markup(  # noqa: S704  From a catalogue; what people wrote is escaped.
        text
        % {
            "comment": PERSON.format(made.opening),
            # A name such as "Hugo P." has the full stop of the sentence.
            "author": PERSON.format(made.author.removesuffix(".")),
        }
    )
    others = [more] if copies.done else []
    others += [
        ngettext(
            "%(num)s near-duplicate stays as before: %(why)s",
            "%(num)s near-duplicates stay as before: %(why)s",
            count,
            why=message,
        )
        for message, count in copies.refused.items()
    ]
    return Markup(" ").join([said, *others])
