"""The JSON API of sanctions, and of undoing a decision, for the desk."""

from __future__ import annotations

from typing import Any

from marshmallow import fields

from auth.access.declarations import limited
from auth.access.identity import acting
from auth.core.permissions import Permission
from auth.core.schemas import Schema
from auth.db.database import unit_of_work
from moderation.review.appeals.inputs import AnswerAppeal
from moderation.review.appeals.rules import AppealOutcome
from moderation.review.appeals.schemas import AnswerBody
from moderation.review.appeals.services import sanction_appeals
from moderation.review.decisions.inputs import UndoDecision
from moderation.review.decisions.services import decisions
from moderation.review.items.rules import Reason
from moderation.review.queue import redirects
from moderation.review.queue.services import queue
from moderation.review.sanctions.inputs import (
    ConfirmSanction,
    ImposeSanction,
    LiftSanction,
)
from moderation.review.sanctions.models import Sanction
from moderation.review.sanctions.rules import SanctionKind
from moderation.review.sanctions.schemas import SanctionBody
from moderation.review.sanctions.services import sanctions, sanctions_in_force
from moderation.web.api_base import IDEMPOTENCY, NOT_MODIFIED, Blueprint
from moderation.web.repeats import once
from moderation.web.request import current_site

blueprint = Blueprint(
    "sanctions_api",
    __name__,
    description="Undoing decisions, and sanctions against authors.",
)


class Undone(Schema):
    """An undone decision, and its comment."""

    id = fields.Integer(required=True)
    comment_id = fields.Integer(required=True)


class SanctionOut(Schema):
    """A stored sanction. Without ``starts_at`` it waits for a second person."""

    id = fields.Integer(required=True)
    account_id = fields.Integer(required=True)
    kind = fields.Enum(SanctionKind, by_value=True, required=True)
    reason = fields.Enum(Reason, by_value=True, required=True)
    starts_at = fields.AwareDateTime(required=True, allow_none=True)
    ends_at = fields.AwareDateTime(required=True, allow_none=True)
    lifted_at = fields.AwareDateTime(required=True, allow_none=True)


class WaitingAppeal(Schema):
    """An appeal against a sanction, and whether this moderator may answer it."""

    id = fields.Integer(required=True)
    text = fields.String(required=True)
    created_at = fields.AwareDateTime(required=True)
    author = fields.String(required=True)
    sanction = fields.Nested(SanctionOut, required=True)
    may_answer = fields.Boolean(required=True)


class WaitingOut(Schema):
    """Sanctions to confirm and appeals to answer, which wait for another person."""

    proposed = fields.List(fields.Nested(SanctionOut), required=True)
    appeals = fields.List(fields.Nested(WaitingAppeal), required=True)


class Answered(Schema):
    """The confirmation of an answer to an appeal."""

    id = fields.Integer(required=True)
    outcome = fields.Enum(AppealOutcome, by_value=True, required=True)


@blueprint.route(
    "/decisions/<int:decision_id>/undo", methods=["POST"], parameters=[IDEMPOTENCY]
)
@blueprint.guarded(Permission.REVIEW)
@limited("desk")
@blueprint.response(200, Undone)
def undo_decision(decision_id: int) -> dict[str, Any]:
    """Undo a decision: restore the comment, and put it back into the queue."""
    change = UndoDecision(decision_id)
    with unit_of_work(write=True) as work:

        def act() -> dict[str, Any]:
            decision = decisions.undo(
                work.session, change, moderator_id=acting().account_id, now=work.now
            )
            # A decision of another site is not found, and the undo is rolled back.
            queue.item_of(
                work.session,
                item_id=decision.item_id,
                context=redirects.desk_context(work),
            )
            return {"id": decision.id, "comment_id": decision.comment_id}

        return once(work, change, act)


@blueprint.route("/sanctions", methods=["GET"])
@blueprint.guarded(Permission.REVIEW)
@blueprint.response(200, WaitingOut)
@blueprint.doc(responses=NOT_MODIFIED)
def get_waiting() -> dict[str, Any]:
    """Return the sanctions and appeals that wait for another person."""
    with unit_of_work(write=False) as work:
        session, site_id = work.session, current_site(work.session).id
        proposed = sanctions_in_force.proposed(session, site_id=site_id)
        waiting = sanction_appeals.waiting(
            session, site_id=site_id, moderator_id=acting().account_id
        )
        return {
            "proposed": [_sanction(each) for each, _ in proposed],
            "appeals": [
                {
                    "id": each.appeal.id,
                    "text": each.appeal.text,
                    "created_at": each.appeal.created_at,
                    "author": each.author_name,
                    "sanction": _sanction(each.sanction),
                    "may_answer": not each.is_theirs,
                }
                for each in waiting
            ],
        }


@blueprint.route(
    "/authors/<int:account_id>/sanctions", methods=["POST"], parameters=[IDEMPOTENCY]
)
@blueprint.guarded(Permission.REVIEW)
@limited("desk")
@blueprint.arguments(SanctionBody)
@blueprint.response(201, SanctionOut)
def impose(change: ImposeSanction, **_address: int) -> dict[str, Any]:
    """Impose a sanction, or propose one that another person has to confirm."""
    with unit_of_work(write=True) as work:
        session = work.session

        def act() -> dict[str, Any]:
            made = sanctions.impose(
                session,
                change,
                site_id=redirects.site_wide(work).site_id,
                moderator_id=acting().account_id,
                needs_second=sanctions_in_force.needs_second(session, change.kind),
                now=work.now,
            )
            return {"sanction_id": made.id}

        answer = once(work, change, act)
        return _sanction(session.get_one(Sanction, answer["sanction_id"]))


@blueprint.route("/sanctions/<int:sanction_id>/confirmation", methods=["PUT"])
@blueprint.guarded(Permission.REVIEW)
@limited("desk")
@blueprint.response(200, SanctionOut)
def confirm(sanction_id: int) -> dict[str, Any]:
    """Confirm a proposed sanction as the second person."""
    with unit_of_work(write=True) as work:
        return _sanction(
            sanctions.confirm(
                work.session,
                ConfirmSanction(sanction_id=sanction_id),
                site_id=redirects.site_wide(work).site_id,
                moderator_id=acting().account_id,
                now=work.now,
            )
        )


@blueprint.route("/sanctions/<int:sanction_id>", methods=["DELETE"])
@blueprint.guarded(Permission.REVIEW)
@limited("desk")
@blueprint.response(200, SanctionOut)
def lift(sanction_id: int) -> dict[str, Any]:
    """End a sanction before its time, or drop one that was only proposed."""
    with unit_of_work(write=True) as work:
        return _sanction(
            sanctions.lift(
                work.session,
                LiftSanction(sanction_id=sanction_id),
                site_id=redirects.site_wide(work).site_id,
                moderator_id=acting().account_id,
                now=work.now,
            )
        )


@blueprint.route("/sanction-appeals/<int:appeal_id>/answer", methods=["PUT"])
@blueprint.guarded(Permission.REVIEW)
@limited("desk")
@blueprint.arguments(AnswerBody)
@blueprint.response(200, Answered)
def answer_appeal(change: AnswerAppeal, appeal_id: int) -> dict[str, Any]:
    """Uphold or overturn a sanction as another person. The author reads the reason."""
    with unit_of_work(write=True) as work:
        sanction_appeals.answer(
            work.session,
            change,
            site_id=redirects.site_wide(work).site_id,
            moderator_id=acting().account_id,
            now=work.now,
        )
    return {"id": appeal_id, "outcome": change.outcome}


def _sanction(sanction: Sanction) -> dict[str, Any]:
    return {
        "id": sanction.id,
        "account_id": sanction.account_id,
        "kind": sanction.kind,
        "reason": sanction.reason,
        "starts_at": sanction.starts_at,
        "ends_at": sanction.ends_at,
        "lifted_at": sanction.lifted_at,
    }
