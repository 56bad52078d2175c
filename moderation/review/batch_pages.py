"""Many at once: the scores of what waits as a field of dots, and a range of them."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from auth.database import unit_of_work
from auth.errors import InvalidError
from auth.identity import needs
from auth.permissions import Permission
from moderation.edge import form_choice
from moderation.review import onward
from moderation.review.dots import Dots
from moderation.review.rules import REASON_WORDS, VIOLENT, Action, Reason
from moderation.review.services import batches, bulk, clearing, settings
from moderation.scoring.labels import Label

LIKELY_FINE = (0, 20)

blueprint = Blueprint("batch", __name__, template_folder="templates")


@blueprint.get("/queue/batch")
@needs(Permission.REVIEW)
def choose() -> str:
    """Show the scores of what waits by a label, and the first of the range at hand."""
    stretch = asked()
    with unit_of_work(write=False) as work:
        session, seat = work.session, onward.seat(work)
        counts = batches.histogram(session, seat=seat, label=stretch.label)
        return render_template(
            "review/batch.html",
            stretch=stretch,
            counts=counts,
            dots=Dots.of(counts),
            chosen=sum(counts[stretch.low : stretch.high + 1]),
            sample=batches.sample(session, seat=seat, stretch=stretch),
            is_covered=stretch.label.value in VIOLENT
            and settings.veils_violence(session, seat.moderator_id),
            labels=list(Label),
            reasons=REASON_WORDS,
            most=batches.MOST_IN_A_BATCH,
        )


@blueprint.post("/queue/batch")
@needs(Permission.REVIEW)
def begin() -> ResponseReturnValue:
    """Begin to decide the range at hand."""
    reason = form_choice("reject", Reason)
    action = Action.REJECT if reason else form_choice("action", Action)
    if action is None:
        raise InvalidError("Please choose what to do with the comments.")
    ruling = bulk.Ruling(
        action,
        reason,
        request.form.get("note", "").strip(),
        request.form.get("words", "").strip(),
    )
    stretch = asked()
    try:
        with unit_of_work(write=True) as work:
            batch_id = batches.begin(
                work.session, seat=onward.seat(work), stretch=stretch, ruling=ruling
            ).id
    except InvalidError as error:
        flash(error.message, "error")
        place = url_for(
            "batch.choose",
            label=stretch.label.value,
            low=stretch.low,
            high=stretch.high,
        )
        return redirect(place, 303)
    return redirect(url_for("batch.show", batch_id=batch_id), 303)


@blueprint.get("/queue/batch/<int:batch_id>")
@needs(Permission.REVIEW)
def show(batch_id: int) -> str:
    """Show how far a batch has come."""
    with unit_of_work(write=False) as work:
        batch = batches.get(work.session, seat=onward.seat(work), batch_id=batch_id)
        return render_template(
            "review/batch_progress.html",
            batch=batch,
            undoable=batches.undoable(batch),
            taken_back=batches.taken_back(batch),
        )


@blueprint.post("/queue/batch/<int:batch_id>/advance")
@needs(Permission.REVIEW)
def advance(batch_id: int) -> ResponseReturnValue:
    """Decide the next few."""
    with unit_of_work(write=True) as work:
        batches.advance(work.session, seat=onward.seat(work), batch_id=batch_id)
    return redirect(url_for("batch.show", batch_id=batch_id), 303)


@blueprint.post("/queue/batch/<int:batch_id>/stop")
@needs(Permission.REVIEW)
def stop(batch_id: int) -> ResponseReturnValue:
    """Leave the rest as it is."""
    with unit_of_work(write=True) as work:
        batches.stop(work.session, seat=onward.seat(work), batch_id=batch_id)
    return redirect(url_for("batch.show", batch_id=batch_id), 303)


@blueprint.post("/queue/batch/<int:batch_id>/undo")
@needs(Permission.REVIEW)
def undo(batch_id: int) -> ResponseReturnValue:
    """Take the last few decisions back."""
    with unit_of_work(write=True) as work:
        seat = onward.seat(work)
        batch = batches.undo(work.session, seat=seat, batch_id=batch_id)
        clearing.lift_with(work.session, seat=seat, batch=batch)
    return redirect(url_for("batch.show", batch_id=batch_id), 303)


def asked() -> batches.Stretch:
    """Return the range that an address or a form asks for.

    :raises InvalidError: if it is none.
    """
    words = {name: request.values.get(name, "") for name in ("label", "low", "high")}
    try:
        return batches.Stretch(
            label=Label(words["label"] or Label.TOXICITY),
            low=int(words["low"] or LIKELY_FINE[0]),
            high=int(words["high"] or LIKELY_FINE[1]),
        )
    except ValueError as error:
        message = "Choose a label, and a range from 0 to 100."
        raise InvalidError(message) from error
