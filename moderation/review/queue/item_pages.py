"""The pages of single items: claim, assign, skip, and show in detail."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, flash, request
from flask.typing import ResponseReturnValue

from auth.access.declarations import limited, needs, takes_form
from auth.core.errors import ConflictError, ForbiddenError
from auth.core.formats import clock
from auth.core.permissions import Permission
from auth.core.translation import gettext as _
from auth.core.translation import lazy_gettext
from auth.db.database import unit_of_work
from moderation.review.items.models import ReviewItem
from moderation.review.items.queue_views import QueueView
from moderation.review.items.services import claims
from moderation.review.queue import item_page, redirects, typed_texts
from moderation.review.queue.services import assignment, queue

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
    return item_page.render(QueueView.parse(request.args), item_id)


@blueprint.post("/queue/<int:item_id>/claim")
@needs(Permission.REVIEW)
@limited("desk")
@takes_form(lazy_gettext("Claim the comment"), typed_texts.LABELS)
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
            if typed_texts.sent():
                # The page for refused forms keeps the typed text.
                raise
            flash(error.message, "error")
    return typed_texts.go(view, item_id, item_id=item_id)


@blueprint.post("/queue/<int:item_id>/take-over")
@needs(Permission.RUN_SITE)
@limited("desk")
@takes_form(lazy_gettext("Take the comment over"), typed_texts.LABELS)
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
    return typed_texts.go(view, item_id, item_id=item_id)


def _yours(item: ReviewItem) -> str:
    until = item.claimed_until
    if until is None:
        return ""
    return _("This comment is yours until %(time)s.", time=clock(until))


@blueprint.post("/queue/<int:item_id>/release")
@needs(Permission.REVIEW)
@limited("desk")
@takes_form(lazy_gettext("Release the comment"), typed_texts.LABELS)
def release(item_id: int) -> ResponseReturnValue:
    """Release a claimed item."""
    view = replace(redirects.sent_view(), is_reviewing=False)
    with unit_of_work(write=True) as work:
        context = redirects.desk_context(work)
        queue.item_of(work.session, item_id=item_id, context=context)
        claims.release(work.session, item_id=item_id, moderator_id=context.moderator_id)
    return typed_texts.go(view, item_id, item_id=item_id)


@blueprint.post("/queue/<int:item_id>/skip")
@needs(Permission.REVIEW)
@limited("desk")
@takes_form(lazy_gettext("Skip the comment"), typed_texts.LABELS)
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
    return typed_texts.go(view, following, item_id=item_id)
