"""The page of one item."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from flask import render_template

from auth.db.database import unit_of_work
from moderation.compliance.notices.services import reading
from moderation.intake import classifier_names
from moderation.policy import probabilities
from moderation.review.items.queue_views import QueueView
from moderation.review.items.rules import REASON_WORDS
from moderation.review.items.services import eligible_moderators
from moderation.review.queue import redirects
from moderation.review.queue.services import (
    desk_settings,
    presence,
    queue,
    recent,
    saved_views,
)
from moderation.review.queue.services.cards import cards
from moderation.review.queue.services.item_details import dossier
from moderation.web.request import config

NO_TEXTS: Mapping[str, str] = MappingProxyType({})


def render(view: QueueView, item_id: int, texts: Mapping[str, str] = NO_TEXTS) -> str:
    """Render the page of one item.

    :param texts: what was typed on its card and not sent, by the names of its fields.
    :raises NotFoundError: if the moderator may not see such an item.
    """
    with unit_of_work(write=False) as work:
        context = redirects.desk_context(work)
        item = queue.item_of(work.session, item_id=item_id, context=context)
        known = dossier(work.session, item)
        classifier = classifier_names.in_force(work.session, config())
        return render_template(
            "review/item.html",
            card=cards(work.session, [item.id], context=context)[0],
            texts=texts,
            is_alone=eligible_moderators.is_alone(work.session, context, [item]),
            dossier=known,
            score_meaning=probabilities.said(
                probabilities.of_scores(
                    classifier.name, classifier.sha256, known.classifier
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
