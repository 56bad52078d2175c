"""The JSON API of the review queue: list, claim, decide."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from marshmallow import fields, validate

from auth.access.declarations import limited
from auth.access.identity import acting
from auth.core import audit
from auth.core.permissions import Permission
from auth.core.schemas import Schema
from auth.db.database import UnitOfWork, unit_of_work
from moderation.discussion.rules import Status
from moderation.discussion.text import with_origin
from moderation.policy.rules import CauseKind
from moderation.review.decisions.inputs import ClaimItem, DecideItem
from moderation.review.decisions.schemas import DecisionBody
from moderation.review.decisions.services import decisions
from moderation.review.items.queue_views import QueueView
from moderation.review.items.rules import Action
from moderation.review.items.services import claims
from moderation.review.queue import redirects
from moderation.review.queue.services import queue
from moderation.review.queue.services.cards import Card
from moderation.web.api_base import IDEMPOTENCY, NOT_MODIFIED, Blueprint
from moderation.web.repeats import once
from moderation.web.request import current_site, origin_of

KEY_LENGTH = 60

blueprint = Blueprint("decisions_api", __name__, description="The review queue.")


class QueueQuery(Schema):
    """Where a page begins."""

    after = fields.String(validate=validate.Length(max=KEY_LENGTH))


class CauseOut(Schema):
    """One cause for which a comment waits for a person."""

    kind = fields.Enum(CauseKind, by_value=True, required=True)
    detail = fields.Dict(required=True)


class RecordOut(Schema):
    """The counts of the author's comments."""

    published = fields.Integer(required=True)
    rejected = fields.Integer(required=True)
    reports = fields.Integer(required=True)


class Item(Schema):
    """A comment that waits for a person, with everything needed for a decision.

    For a blind item, ``status`` and ``author_record`` are null and ``causes`` is empty.
    """

    id = fields.Integer(required=True)
    comment_id = fields.Integer(required=True)
    revision_id = fields.Integer(required=True)
    status = fields.Enum(Status, by_value=True, required=True, allow_none=True)
    text = fields.String(required=True)
    html = fields.String(required=True)
    author = fields.String(required=True)
    author_record = fields.Nested(RecordOut, required=True, allow_none=True)
    article_key = fields.String(required=True)
    headline = fields.String(required=True)
    parent_html = fields.String(required=True, allow_none=True)
    author_says = fields.String(required=True, allow_none=True)
    causes = fields.List(fields.Nested(CauseOut), required=True)
    near_duplicates = fields.Integer(required=True)
    near_copies = fields.Integer(
        required=True,
        metadata={"deprecated": True, "description": "See `near_duplicates`."},
    )
    opened_at = fields.AwareDateTime(required=True)
    claimed_by = fields.String(required=True, allow_none=True)
    claimed_until = fields.AwareDateTime(required=True, allow_none=True)
    escalated_at = fields.AwareDateTime(required=True, allow_none=True)


class ItemPage(Schema):
    """A page of items, the key of the next, and how many wait (at most 1,000)."""

    items_ = fields.List(fields.Nested(Item), required=True, data_key="items")
    next_after = fields.String(required=True, allow_none=True)
    waiting = fields.Integer(required=True)


class ClaimOut(Schema):
    """The end of a claim."""

    id = fields.Integer(required=True)
    claimed_until = fields.AwareDateTime(required=True)


class DecisionOut(Schema):
    """A decision as it is stored."""

    id = fields.Integer(required=True)
    comment_id = fields.Integer(required=True)
    action = fields.Enum(Action, by_value=True, required=True)


@blueprint.route("/queue", methods=["GET"])
@blueprint.guarded(Permission.REVIEW)
@blueprint.arguments(QueueQuery, location="query", unknown="raise")
@blueprint.response(200, ItemPage)
@blueprint.doc(responses=NOT_MODIFIED)
def get_queue(query: dict[str, Any]) -> dict[str, Any]:
    """Return a page of waiting items, the most urgent first."""
    with unit_of_work(write=False) as work:
        view = QueueView(after=query.get("after", ""))
        context = redirects.desk_context(work)
        page = queue.page(work.session, context=context, view=view)
        origin = origin_of(work.session, current_site(work.session))
        return {
            "items_": [_item(card, work.now, origin) for card in page.cards],
            "next_after": page.next_key,
            "waiting": queue.waiting(work.session, context=context, view=view),
        }


@blueprint.route(
    "/queue/<int:item_id>/claim", methods=["POST"], parameters=[IDEMPOTENCY]
)
@blueprint.guarded(Permission.REVIEW)
@limited("desk")
@blueprint.response(200, ClaimOut)
def claim_item(item_id: int) -> dict[str, Any]:
    """Claim an item for a few minutes, or renew the claim."""
    with unit_of_work(write=True) as work:

        def act() -> dict[str, Any]:
            queue.item_of(
                work.session, item_id=item_id, context=redirects.desk_context(work)
            )
            item = claims.claim(
                work.session,
                item_id=item_id,
                moderator_id=acting().account_id,
                now=work.now,
            )
            until = item.claimed_until or work.now
            return {"id": item.id, "claimed_until": until.isoformat()}

        answer = once(work, ClaimItem(item_id), act)
    until = datetime.fromisoformat(answer["claimed_until"])
    return {"id": answer["id"], "claimed_until": until}


@blueprint.route(
    "/queue/<int:item_id>/decision", methods=["POST"], parameters=[IDEMPOTENCY]
)
@blueprint.guarded(Permission.REVIEW)
@limited("desk")
@blueprint.arguments(DecisionBody)
@blueprint.response(201, DecisionOut)
def decide_item(change: DecideItem, item_id: int) -> dict[str, Any]:
    """Approve, reject or escalate an item. Returns 409 if somebody else was faster."""
    with unit_of_work(write=True) as work:

        def act() -> dict[str, Any]:
            queue.item_of(
                work.session, item_id=item_id, context=redirects.desk_context(work)
            )
            decision = decisions.decide(
                work.session, change, moderator_id=acting().account_id, now=work.now
            )
            _name_key(work, decision.comment_id)
            return {"id": decision.id, "comment_id": decision.comment_id}

        return once(work, change, act) | {"action": change.action}


def _item(card: Card, now: datetime, origin: str) -> dict[str, Any]:
    item = card.item
    is_claimed = item.claimed_until is not None and item.claimed_until > now
    return {
        "id": item.id,
        "comment_id": item.comment_id,
        "revision_id": item.revision_id,
        "status": card.status,
        "text": card.revision.text,
        "html": with_origin(card.revision.html, origin),
        "author": card.author.display_name,
        "author_record": card.record,
        "article_key": card.article.key,
        "headline": card.article.headline,
        "parent_html": card.parent_html and with_origin(card.parent_html, origin),
        "author_says": card.appeal or card.asked,
        "causes": [
            {"kind": cause.kind, "detail": cause.detail} for cause in card.causes
        ],
        "near_duplicates": card.copies,
        "near_copies": card.copies,
        "opened_at": item.opened_at,
        "claimed_by": card.claimed_by if is_claimed else None,
        "claimed_until": item.claimed_until if is_claimed else None,
        "escalated_at": item.escalated_at,
    }


def _name_key(work: UnitOfWork, comment_id: int) -> None:
    """Write into the audit log which key relayed a moderator's decision."""
    actor = acting()
    if actor.key_id is not None:
        audit.record(
            work.session,
            actor_id=actor.account_id,
            action="review.relay",
            subject=("comment", comment_id),
            site_id=redirects.desk_context(work).site_id,
            now=work.now,
            detail={"key": actor.display_name, "key_id": actor.key_id},
        )
