"""The pages of single items: claim, assign, skip, and show in detail."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, flash, render_template, request
from flask.typing import ResponseReturnValue

from auth.access.declarations import limited, needs, takes_form
from auth.core.errors import ConflictError, ForbiddenError
from auth.core.formats import clock
from auth.core.permissions import Permission
from auth.core.translation import gettext as _
from auth.core.translation import lazy_gettext
from auth.db.database import unit_of_work
from moderation.compliance.notices.services import reading
from moderation.policy import probabilities
from moderation.review.items.models import ReviewItem
from moderation.review.items.queue_views import QueueView
from moderation.review.items.rules import REASON_WORDS
from moderation.review.items.services import claims, eligible_moderators
from moderation.review.queue import redirects
from moderation.review.queue.services import (
    assignment,
    desk_settings,
    presence,
    queue,
    recent,
    saved_views,
)
from moderation.review.queue.services.cards import cards
from moderation.review.queue.services.item_details import dossier
from moderation.web.request import config

blueprint = Blueprint("queue_items", __name__, template_folder="../templates")


@blueprint.post("/queue/start")
@needs(Permission.REVIEW)
@limited("desk")
@takes_form(lazy_gettext("Start reviewing"))
def start() -> ResponseReturnValue:
    """Assign the first free item, and continue one item at a time."""
    view = replace(redirects.sent_view(), is_reviewing=True, after="")
    with unit_of_work(write=True) as work:
        item_id = redirects.next_item_or_none(
            work.session, context=redirects.desk_context(work), view=view
        )
    return redirects.go(view, item_id)


@blueprint.get("/queue/items/<int:item_id>")
@needs(Permission.REVIEW)
def show_item(item_id: int) -> ResponseReturnValue:
    """Show one item alone."""
    view = QueueView.parse(request.args)
    with unit_of_work(write=False) as work:
        context = redirects.desk_context(work)
        item = queue.item_of(work.session, item_id=item_id, context=context)
        known = dossier(work.session, item)
        return render_template(
            "review/item.html",
            card=cards(work.session, [item.id], context=context)[0],
            is_alone=eligible_moderators.is_alone(work.session, context, [item]),
            dossier=known,
            score_meaning=probabilities.said(
                probabilities.of_scores(
                    config().classifier, config().classifier_sha256, known.classifier
                )
            ),
            view=view,
            left=queue.waiting(
                work.session, context=context, view=view.listed, counts_skipped=False
            ),
            context=context,
            notices=reading.of_items(work.session, [item]),
            watched_ids=saved_views.watched_ids(work.session, context=context),
            desk=presence.others(work.session, context=context),
            recent=recent.decisions(
                work.session, moderator_id=context.moderator_id, now=work.now
            ),
            reasons=REASON_WORDS,
            veils_violence=desk_settings.veils_violence(
                work.session, context.moderator_id
            ),
        )


@blueprint.post("/queue/<int:item_id>/claim")
@needs(Permission.REVIEW)
@limited("desk")
@takes_form(lazy_gettext("Claim the comment"))
def claim(item_id: int) -> ResponseReturnValue:
    """Claim an item for a few minutes, or renew the claim."""
    view = redirects.sent_view()
    with unit_of_work(write=True) as work:
        context = redirects.desk_context(work)
        queue.item_of(work.session, item_id=item_id, context=context)
        try:
            item = claims.claim(
                work.session,
                item_id=item_id,
                moderator_id=context.moderator_id,
                now=work.now,
            )
            flash(_yours(item))
        except (ConflictError, ForbiddenError) as error:
            flash(error.message, "error")
    return redirects.go(view, item_id)


@blueprint.post("/queue/<int:item_id>/take-over")
@needs(Permission.RUN_SITE)
@limited("desk")
@takes_form(lazy_gettext("Take the comment over"))
def take_over(item_id: int) -> ResponseReturnValue:
    """Take an item that a colleague has claimed."""
    view = redirects.sent_view()
    with unit_of_work(write=True) as work:
        context = redirects.desk_context(work)
        queue.item_of(work.session, item_id=item_id, context=context)
        item = claims.take_over(
            work.session, item_id=item_id, admin_id=context.moderator_id, now=work.now
        )
        flash(_yours(item))
    return redirects.go(view, item_id)


def _yours(item: ReviewItem) -> str:
    until = item.claimed_until
    if until is None:
        return ""
    return _("This comment is yours until %(time)s.", time=clock(until))


@blueprint.post("/queue/<int:item_id>/release")
@needs(Permission.REVIEW)
@limited("desk")
@takes_form(lazy_gettext("Release the comment"))
def release(item_id: int) -> ResponseReturnValue:
    """Release a claimed item."""
    view = replace(redirects.sent_view(), is_reviewing=False)
    with unit_of_work(write=True) as work:
        context = redirects.desk_context(work)
        queue.item_of(work.session, item_id=item_id, context=context)
        claims.release(work.session, item_id=item_id, moderator_id=context.moderator_id)
    return redirects.go(view, item_id)


@blueprint.post("/queue/<int:item_id>/skip")
@needs(Permission.REVIEW)
@limited("desk")
@takes_form(lazy_gettext("Skip the comment"))
def skip(item_id: int) -> ResponseReturnValue:
    """Skip an item and continue with the next."""
    view = redirects.sent_view()
    with unit_of_work(write=True) as work:
        session, context = work.session, redirects.desk_context(work)
        item = queue.item_of(session, item_id=item_id, context=context)
        assignment.skip(session, context=context, item_id=item_id)
        flash(_("Skipped. You can find it under “Skipped” for four hours."))
        if view.is_reviewing:
            following = redirects.next_item_or_none(session, context=context, view=view)
        else:
            following = queue.next_id(session, context=context, view=view, item=item)
    return redirects.go(view, following)
