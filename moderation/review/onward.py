"""Where a moderator goes after a deed: the next card, with the focus on it."""

from __future__ import annotations

from dataclasses import replace

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from auth.database import UnitOfWork
from auth.identity import acting
from moderation.edge import current_site
from moderation.review.services import dealing
from moderation.review.services.bulk import Outcome
from moderation.review.views import Seat, View


def sent_view() -> View:
    """Return the view that the form was sent from.

    :raises InvalidError: if the form names no view that there is.
    """
    return View.from_text(request.form.get("view", ""))


def address(view: View, item_id: int | None = None) -> str:
    """Return the address of a view, at the card of *item_id* if one is named."""
    query = f"?{view.text}" if view.query else ""
    if view.is_reviewing and item_id is not None:
        return f"{url_for('desk.show_item', item_id=item_id)}{query}#item-{item_id}"
    place = f"item-{item_id}" if item_id is not None else "queue"
    return f"{url_for('review.show_queue')}{query}#{place}"


def go(view: View, item_id: int | None = None) -> ResponseReturnValue:
    """Send the browser to a view, at the card of *item_id* if one is named."""
    if item_id is None:
        view = replace(view, is_reviewing=False)
    return redirect(address(view, item_id), 303)


def seat(work: UnitOfWork) -> Seat:
    """Return who acts, at which publication's desk, and when."""
    return Seat(current_site(work.session).id, acting().account_id, work.now)


def dealt(session: Session, *, seat: Seat, view: View) -> int | None:
    """Hand the moderator the next item where they review one at a time."""
    item_id = dealing.deal(session, seat=seat, view=view)
    if item_id is None:
        flash("Nothing is left for you here: what waits is with somebody else.")
    return item_id


def said_of(outcome: Outcome) -> str:
    """Return in words what became of the near-copies of an item."""
    words = ""
    if outcome.done:
        copies = "near-copy" if outcome.done == 1 else "near-copies"
        words = f" The same goes for {outcome.done} {copies}."
    for message, count in outcome.refused.items():
        words += f" {count} {'stays' if count == 1 else 'stay'}: {message}"
    return words
