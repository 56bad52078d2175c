"""The page of the review queue."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from auth.access.declarations import needs
from auth.core.permissions import Permission
from auth.db.database import unit_of_work
from moderation.compliance.notices.services import reading
from moderation.review.items.queue_views import CHOICE_WORDS, DeskContext, QueueView
from moderation.review.items.rules import REASON_WORDS
from moderation.review.items.services import eligible_moderators
from moderation.review.queue import redirects
from moderation.review.queue.services import (
    desk_settings,
    filters,
    presence,
    queue,
    recent,
    saved_views,
    tabs,
)

blueprint = Blueprint("queue", __name__, template_folder="../templates")


@blueprint.get("/queue")
@needs(Permission.REVIEW)
def show() -> ResponseReturnValue:
    """Show the waiting items, the most urgent first."""
    view = replace(QueueView.parse(request.args), is_reviewing=False)
    with unit_of_work(write=False) as work:
        session, context = work.session, redirects.desk_context(work)
        counts = tabs.counts(session, context=context)
        page = queue.page(session, context=context, view=view)
        if view.after and not page.cards:
            return redirects.go(replace(view, after=""))
        return render_template(
            "review/queue.html",
            page=page,
            tabs=counts,
            waiting=_waiting(session, context, view, counts),
            is_alone=eligible_moderators.is_alone(
                session, context, [card.item for card in page.cards]
            ),
            view=view,
            context=context,
            notices=reading.of_items(session, [each.item for each in page.cards]),
            watched_ids=saved_views.watched_ids(session, context=context),
            desk=presence.others(session, context=context),
            recent=recent.decisions(
                session, moderator_id=context.moderator_id, now=work.now
            ),
            reasons=REASON_WORDS,
            veils_violence=desk_settings.veils_violence(session, context.moderator_id),
            kept=saved_views.kept(session, context=context),
            offered=filters.offered(session, site_id=context.site_id),
            words=CHOICE_WORDS,
        )


def _waiting(
    session: Session, context: DeskContext, view: QueueView, counts: tabs.Counts
) -> int:
    counted = counts.matching(view)
    if counted is not None:
        return counted
    return queue.waiting(session, context=context, view=view)
