"""Keeps what was typed on a card when a button is pressed that does not send it.

With JavaScript the page keeps it (``unsent.js``), and the form comes without it.
Without JavaScript the form brings it along, and its card is shown again with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from flask import flash
from flask.typing import ResponseReturnValue

from auth.access import forms
from auth.access.declarations import Label
from auth.core.errors import ConflictError
from auth.core.translation import gettext as _
from auth.core.translation import lazy_gettext
from auth.db.database import unit_of_work
from moderation.review.items.queue_views import QueueView
from moderation.review.queue import item_page, redirects
from moderation.review.queue.services import queue

LABELS: Mapping[str, Label] = MappingProxyType(
    {
        "words": lazy_gettext("Words to the author"),
        "legal_ground": lazy_gettext("The law"),
        "note": lazy_gettext("Internal note"),
    }
)
"""The fields of a card that a moderator types into."""

PROPOSED = "proposed_ground"
"""The hidden field with the law that the card itself proposes."""


def sent() -> Mapping[str, str]:
    """Return the texts that the form of a card brings along; empty without any."""
    texts = {name: forms.text(name).strip() for name in LABELS}
    if texts["legal_ground"] == forms.text(PROPOSED).strip():
        del texts["legal_ground"]
    return {name: text for name, text in texts.items() if text}


def go(view: QueueView, following: int | None, *, item_id: int) -> ResponseReturnValue:
    """Go on to the card *following*.

    If texts were typed on the card of *item_id*, show that card with them instead.

    :raises ConflictError: if texts were typed, and nobody may decide that card now.
    """
    texts = sent()
    if not texts:
        return redirects.go(view, following)
    with unit_of_work(write=False) as work:
        context = redirects.desk_context(work)
        item = queue.item_of(work.session, item_id=item_id, context=context)
        if item.closed_at is not None or context.moderator_id in item.left_out:
            # The page for refused forms keeps the typed text.
            raise ConflictError(_("You cannot decide on this comment any more."))
    flash(_("What you typed has not been sent. It is still on the card."))
    return item_page.render(view, item_id, texts)
