"""The pages for deciding a range of scores in a batch."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from auth.access import forms
from auth.access.declarations import limited, needs, takes_form
from auth.core.errors import InvalidError
from auth.core.permissions import Permission
from auth.core.translation import gettext as _
from auth.core.translation import lazy_gettext
from auth.db.database import UnitOfWork, unit_of_work
from moderation.review.authors.services import clearing
from moderation.review.decisions.dot_plot import DotPlot
from moderation.review.decisions.inputs import BeginBatch
from moderation.review.decisions.schemas import LIKELY_FINE, NO_RANGE, BatchForm
from moderation.review.decisions.services import batches
from moderation.review.items.queue_views import QueueView
from moderation.review.items.rules import REASON_WORDS, VIOLENT
from moderation.review.queue import redirects
from moderation.review.queue.services import desk_settings, score_ranges
from moderation.review.queue.services.score_ranges import ScoreRange
from moderation.scoring.base.labels import Label
from moderation.web.repeats import once

blueprint = Blueprint("decisions_batch", __name__, template_folder="../templates")


@blueprint.get("/queue/batch")
@needs(Permission.REVIEW)
def choose() -> str:
    """Show the waiting items of a view by score, and the first of the chosen range."""
    score_range = asked()
    with unit_of_work(write=False) as work:
        session, context = work.session, redirects.desk_context(work)
        counts = score_ranges.histogram(
            session, context=context, score_range=score_range
        )
        return render_template(
            "review/batch.html",
            score_range=score_range,
            counts=counts,
            dot_plot=DotPlot.of(counts),
            chosen=sum(counts[score_range.low : score_range.high + 1]),
            sample=score_ranges.sample(
                session, context=context, score_range=score_range
            ),
            veils_violence=desk_settings.veils_violence(session, context.moderator_id),
            violent=VIOLENT,
            past=batches.past(session, context=context),
            labels=list(Label),
            reasons=REASON_WORDS,
            most=batches.MOST_IN_A_BATCH,
        )


@blueprint.post("/queue/batch")
@needs(Permission.REVIEW)
@limited("desk")
@takes_form(lazy_gettext("Begin the batch"))
def begin() -> ResponseReturnValue:
    """Begin to decide the chosen range, without the rows that were unticked.

    The same form sent twice begins one batch.
    """
    change = forms.read(BatchForm)
    try:
        with unit_of_work(write=True) as work:
            batch_id = _begin_once(work, change)
    except InvalidError as error:
        flash(error.message, "error")
        place = url_for("decisions_batch.choose", **_written(change.score_range))
        return redirect(place, 303)
    return redirect(url_for("decisions_batch.show", batch_id=batch_id), 303)


def _begin_once(work: UnitOfWork, change: BeginBatch) -> int:
    """Begin the batch that the form describes, or return the one that it began."""

    def begin_it() -> dict[str, Any]:
        batch = batches.begin(
            work.session, change, context=redirects.desk_context(work)
        )
        return {"batch_id": batch.id}

    return int(once(work, change, begin_it)["batch_id"])


@blueprint.get("/queue/batch/<int:batch_id>")
@needs(Permission.REVIEW)
def show(batch_id: int) -> str:
    """Show the progress of a batch."""
    with unit_of_work(write=False) as work:
        batch = batches.get(
            work.session, context=redirects.desk_context(work), batch_id=batch_id
        )
        return render_template(
            "review/batch_progress.html",
            batch=batch,
            undoable=batches.undoable(batch),
            taken_back=batches.taken_back(batch),
        )


@blueprint.post("/queue/batch/<int:batch_id>/advance")
@needs(Permission.REVIEW)
@limited("desk")
@takes_form(lazy_gettext("Go on with the batch"))
def advance(batch_id: int) -> ResponseReturnValue:
    """Decide the next items."""
    with unit_of_work(write=True) as work:
        batches.advance(
            work.session, context=redirects.desk_context(work), batch_id=batch_id
        )
    return redirect(url_for("decisions_batch.show", batch_id=batch_id), 303)


@blueprint.post("/queue/batch/<int:batch_id>/stop")
@needs(Permission.REVIEW)
@limited("desk")
@takes_form(lazy_gettext("Stop the batch"))
def stop(batch_id: int) -> ResponseReturnValue:
    """Stop the batch, and leave the rest undecided."""
    with unit_of_work(write=True) as work:
        batches.stop(
            work.session, context=redirects.desk_context(work), batch_id=batch_id
        )
    return redirect(url_for("decisions_batch.show", batch_id=batch_id), 303)


@blueprint.post("/queue/batch/<int:batch_id>/undo")
@needs(Permission.REVIEW)
@limited("desk")
@takes_form(lazy_gettext("Undo the batch"))
def undo(batch_id: int) -> ResponseReturnValue:
    """Undo the last decisions."""
    with unit_of_work(write=True) as work:
        context = redirects.desk_context(work)
        batch = batches.undo(work.session, context=context, batch_id=batch_id)
        clearing.lift_with(work.session, context=context, batch=batch)
    return redirect(url_for("decisions_batch.show", batch_id=batch_id), 303)


def asked() -> ScoreRange:
    """Return the range in the query string.

    :raises InvalidError: if it is not valid.
    """
    words = {name: request.args.get(name, "") for name in ("label", "low", "high")}
    view = QueueView.from_text(request.args.get("view", "")).listed
    try:
        return ScoreRange(
            label=Label(words["label"]) if words["label"] else None,
            low=int(words["low"] or LIKELY_FINE[0]),
            high=int(words["high"] or LIKELY_FINE[1]),
            view=view,
        )
    except ValueError as error:
        raise InvalidError(_(NO_RANGE)) from error


def _written(score_range: ScoreRange) -> dict[str, Any]:
    """Return a range as parameters of a query string."""
    words = {
        "low": score_range.low,
        "high": score_range.high,
        "view": score_range.view.text,
    }
    if score_range.label is not None:
        words["label"] = score_range.label.value
    return {name: word for name, word in words.items() if word != ""}
