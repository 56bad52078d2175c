"""The endpoint that an open desk polls: who else is here, and what has changed."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from auth.access.declarations import limited
from auth.core.permissions import Permission
from auth.core.schemas import RowNumber, Schema
from auth.db.database import unit_of_work
from moderation.review.items.rules import Action
from moderation.review.queue import redirects
from moderation.review.queue.services import presence, queue
from moderation.web.api_base import Blueprint

MOST_SHOWN = 100

blueprint = Blueprint("queue_api", __name__, description="Who is at the desk.")


class LookBody(Schema):
    """The item that has the focus, and the items on the page."""

    item_id = RowNumber(load_default=None, allow_none=True)
    shown = fields.List(
        RowNumber(), load_default=list, validate=validate.Length(max=MOST_SHOWN)
    )
    since_id = RowNumber(load_default=None, allow_none=True)


class StandingOut(Schema):
    """The current state of an item."""

    id = fields.Integer(required=True)
    revision_id = fields.Integer(required=True)
    is_open = fields.Boolean(required=True)
    escalated_by = fields.String(required=True, allow_none=True)
    claimed_by = fields.String(required=True, allow_none=True)
    is_mine = fields.Boolean(required=True)
    claimed_until = fields.AwareDateTime(required=True, allow_none=True)
    decided_by = fields.String(required=True, allow_none=True)
    action = fields.Enum(Action, by_value=True, required=True, allow_none=True)
    viewers = fields.List(fields.String(), required=True)


class DeskOut(Schema):
    """The other moderators, the states of the items, and the number of new ones."""

    people = fields.List(fields.String(), required=True)
    items_ = fields.List(fields.Nested(StandingOut), required=True, data_key="items")
    arrived = fields.Integer(required=True)
    waiting = fields.Integer(required=True)


@blueprint.route("/queue/presence", methods=["POST"])
@blueprint.guarded(Permission.REVIEW)
@limited("desk")
@blueprint.arguments(LookBody)
@blueprint.response(200, DeskOut)
def look(body: dict[str, Any]) -> dict[str, Any]:
    """Report the item that one looks at, renew its claim, and get the changes."""
    with unit_of_work(write=True) as work:
        context = redirects.desk_context(work)
        presence.look(work.session, context=context, item_id=body["item_id"])
    with unit_of_work(write=False) as work:
        session, since_id = work.session, body["since_id"]
        others = presence.others(session, context=context)
        stand = presence.item_states(session, context=context, ids=body["shown"])
        return {
            "people": others.people,
            "items_": [
                vars(each) | {"viewers": others.viewers.get(each.id, [])}
                for each in stand
            ],
            "arrived": presence.arrived(session, context=context, since_id=since_id),
            "waiting": queue.waiting(session, context=context),
        }
