"""The JSON API of statements of reasons and appeals, for authors."""

from __future__ import annotations

from typing import Any

from marshmallow import fields

from auth.access.declarations import limited
from auth.access.identity import acting
from auth.core.permissions import Permission
from auth.core.schemas import Schema
from auth.db.database import unit_of_work
from moderation.review.appeals.hold_appeal_models import HoldAppeal
from moderation.review.appeals.inputs import AppealComment, AppealSanction
from moderation.review.appeals.models import Appeal
from moderation.review.appeals.rules import AppealOutcome
from moderation.review.appeals.sanction_appeal_models import SanctionAppeal
from moderation.review.appeals.schemas import AppealBody, SanctionAppealBody
from moderation.review.appeals.services import appeals, sanction_appeals
from moderation.review.appeals.services.hold_appeals import HoldAppealState
from moderation.review.sanctions.inputs import AcknowledgeWarning
from moderation.review.sanctions.rules import SanctionKind
from moderation.review.sanctions.services import sanctions, sanctions_in_force
from moderation.review.statements.rules import Statement
from moderation.review.statements.services import statements
from moderation.web.api_base import IDEMPOTENCY, NOT_MODIFIED, Blueprint
from moderation.web.repeats import once

blueprint = Blueprint(
    "appeals_api", __name__, description="Statements of reasons, and appeals."
)


class FieldOut(Schema):
    """One field of a statement: its name and its sentences."""

    name = fields.String(required=True)
    sentences = fields.List(fields.String(), required=True)


class AppealOut(Schema):
    """An author's appeal, and its outcome."""

    text = fields.String(required=True)
    created_at = fields.AwareDateTime(required=True)
    outcome = fields.Enum(AppealOutcome, by_value=True, required=True, allow_none=True)


class StatementOut(Schema):
    """A statement of reasons, with the fields of Art. 17(3) of the DSA."""

    title = fields.String(required=True)
    fields_ = fields.List(fields.Nested(FieldOut), required=True, data_key="fields")
    appeal = fields.Nested(AppealOut, required=True, allow_none=True)


class CommentStatementOut(StatementOut):
    """Why a comment is not visible. *review* is the appeal against its hold."""

    review = fields.Nested(AppealOut, required=True, allow_none=True)


class OwnSanctionOut(StatementOut):
    """A sanction against one's own account, with its statement."""

    id = fields.Integer(required=True)
    kind = fields.Enum(SanctionKind, by_value=True, required=True)
    starts_at = fields.AwareDateTime(required=True)
    ends_at = fields.AwareDateTime(required=True, allow_none=True)
    is_in_force = fields.Boolean(required=True)


class OwnSanctionList(Schema):
    """Every sanction against one's own account, the newest first."""

    items_ = fields.List(fields.Nested(OwnSanctionOut), required=True, data_key="items")


class Acknowledged(Schema):
    """The confirmation that a warning was read."""

    id = fields.Integer(required=True)


@blueprint.route("/comments/<int:comment_id>/statement", methods=["GET"])
@blueprint.guarded(Permission.OWN_ACCOUNT)
@blueprint.response(200, CommentStatementOut)
@blueprint.doc(responses=NOT_MODIFIED)
def get_statement(comment_id: int) -> dict[str, Any]:
    """Return why one's own comment is held or rejected, and the appeal."""
    with unit_of_work(write=False) as work:
        statement = statements.of_comment(
            work.session, comment_id=comment_id, author_id=acting().account_id
        )
        found = appeals.of_comments(work.session, [comment_id]).get(comment_id)
        word = statements.word_against_hold(work.session, comment_id)
        review = _appeal(word) if word else None
        return _statement(statement, found) | {"review": review}


@blueprint.route(
    "/comments/<int:comment_id>/appeal", methods=["POST"], parameters=[IDEMPOTENCY]
)
@blueprint.guarded(Permission.OWN_ACCOUNT)
@limited("appeal")
@blueprint.arguments(AppealBody)
@blueprint.response(201, AppealOut)
def appeal_comment(change: AppealComment, comment_id: int) -> dict[str, Any]:
    """Appeal against the rejection of one's own comment. Another person answers.

    For a held comment, the text is shown to the moderator who decides.
    """
    account_id = acting().account_id
    with unit_of_work(write=True) as work:

        def act() -> dict[str, Any]:
            taken = appeals.open_appeal(
                work.session, change, author_id=account_id, now=work.now
            )
            return {"held_item": taken.item_id} if isinstance(taken, HoldAppeal) else {}

        held_item = once(work, change, act).get("held_item")
        if held_item is not None:
            said = work.session.get_one(HoldAppeal, held_item)
            return _appeal(HoldAppealState(said.text, said.created_at, None))
        found = appeals.of_comments(work.session, [comment_id])[comment_id]
        return _appeal(found)


@blueprint.route("/own-sanctions", methods=["GET"])
@blueprint.guarded(Permission.OWN_ACCOUNT)
@blueprint.response(200, OwnSanctionList)
@blueprint.doc(responses=NOT_MODIFIED)
def get_own_sanctions() -> dict[str, Any]:
    """Return the sanctions against one's own account, each with its statement."""
    account_id = acting().account_id
    with unit_of_work(write=False) as work:
        session = work.session
        known = [
            each
            for each in sanctions_in_force.all_of(session, account_id=account_id)
            if each.starts_at is not None
        ]
        in_force = {
            each.id
            for each in sanctions_in_force.in_force(
                session, account_id=account_id, now=work.now
            )
        }
        against = sanction_appeals.of_sanctions(session, [each.id for each in known])
        return {
            "items_": [
                _statement(statements.of_sanction(session, each), against.get(each.id))
                | {
                    "id": each.id,
                    "kind": each.kind,
                    "starts_at": each.starts_at,
                    "ends_at": each.ends_at,
                    "is_in_force": each.id in in_force,
                }
                for each in known
            ]
        }


@blueprint.route("/own-sanctions/<int:sanction_id>/acknowledgement", methods=["PUT"])
@blueprint.guarded(Permission.OWN_ACCOUNT)
@limited("own")
@blueprint.response(200, Acknowledged)
def acknowledge(sanction_id: int) -> dict[str, Any]:
    """Confirm that a warning was read, which allows writing again."""
    with unit_of_work(write=True) as work:
        sanctions.acknowledge(
            work.session,
            AcknowledgeWarning(sanction_id=sanction_id),
            account_id=acting().account_id,
            now=work.now,
        )
    return {"id": sanction_id}


@blueprint.route(
    "/own-sanctions/<int:sanction_id>/appeal",
    methods=["POST"],
    parameters=[IDEMPOTENCY],
)
@blueprint.guarded(Permission.OWN_ACCOUNT)
@limited("appeal")
@blueprint.arguments(SanctionAppealBody)
@blueprint.response(201, AppealOut)
def appeal_sanction(change: AppealSanction, sanction_id: int) -> dict[str, Any]:
    """Appeal against a sanction. A person who did not impose or confirm it answers."""
    account_id = acting().account_id
    with unit_of_work(write=True) as work:

        def act() -> dict[str, Any]:
            sanction_appeals.open_appeal(
                work.session, change, account_id=account_id, now=work.now
            )
            return {}

        once(work, change, act)
        found = sanction_appeals.of_sanctions(work.session, [sanction_id])
        return _appeal(found[sanction_id])


def _statement(
    statement: Statement, appeal: Appeal | SanctionAppeal | None
) -> dict[str, Any]:
    return {
        "title": statement.title,
        "fields_": [
            {"name": name, "sentences": list(sentences)}
            for name, sentences in statement.fields
        ],
        "appeal": _appeal(appeal) if appeal else None,
    }


def _appeal(appeal: Appeal | SanctionAppeal | HoldAppealState) -> dict[str, Any]:
    return {
        "text": appeal.text,
        "created_at": appeal.created_at,
        "outcome": appeal.outcome,
    }
