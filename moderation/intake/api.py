"""The JSON API of a reader's own comments, and of reports."""

from __future__ import annotations

from typing import Any

from flask import url_for
from marshmallow import fields

from auth.access.declarations import limited
from auth.access.identity import acting, acting_verified
from auth.core.permissions import Permission
from auth.core.schemas import Schema
from auth.db.database import unit_of_work
from moderation.discussion.rules import Status
from moderation.discussion.services import articles, own_comments
from moderation.intake.inputs import DeleteComment, EditComment, SubmitComment
from moderation.intake.schemas import CommentBody, EditBody, ReportBody
from moderation.intake.services import deletion, submission
from moderation.review.items.rules import Reason, ReportReason
from moderation.review.queue.services import queue
from moderation.review.reports.inputs import ReportComment
from moderation.review.reports.services import reports
from moderation.web.api_base import IDEMPOTENCY, NOT_MODIFIED, Blueprint
from moderation.web.repeats import once
from moderation.web.request import config, current_site, wake_workers

blueprint = Blueprint("intake_api", __name__, description="A reader's own comments.")


class Receipt(Schema):
    """The status of a new comment."""

    id = fields.Integer(required=True)
    revision_id = fields.Integer(required=True)
    status = fields.Enum(Status, by_value=True, required=True)


class OwnComment(Receipt):
    """One's own comment in any status, with the reason if it was rejected."""

    text = fields.String(required=True)
    article_key = fields.String(required=True)
    created_at = fields.AwareDateTime(required=True)
    reason = fields.Enum(Reason, by_value=True, required=True, allow_none=True)


class Reported(Schema):
    """The confirmation of a report."""

    comment_id = fields.Integer(required=True)
    reason = fields.Enum(ReportReason, by_value=True, required=True)


@blueprint.route("/articles/<key>/comments", methods=["POST"], parameters=[IDEMPOTENCY])
@blueprint.guarded(Permission.COMMENT)
@limited("post")
@blueprint.arguments(CommentBody)
@blueprint.response(201, Receipt)
def post_comment(change: SubmitComment, key: str) -> tuple[Any, int, dict[str, str]]:
    """Post a comment or a reply. It becomes visible after its verdict."""
    with unit_of_work(write=True) as work:

        def act() -> dict[str, Any]:
            site = current_site(work.session)
            comment = submission.submit(
                work.session,
                change,
                actor=acting(),
                article=articles.get(work.session, site_id=site.id, key=key),
                most_a_minute=config().comments_a_minute,
                now=work.now,
            )
            wake_workers(work)
            return submission.receipt(comment)

        answer = once(work, change, act)
    receipt = _receipt(answer["comment_id"], answer["revision_id"], answer["status"])
    place = url_for("intake_api.get_own", comment_id=answer["comment_id"])
    return receipt, 201, {"Location": place}


@blueprint.route("/comments/<int:comment_id>/status", methods=["GET"])
@blueprint.guarded(Permission.OWN_ACCOUNT)
@blueprint.response(200, OwnComment)
@blueprint.doc(responses=NOT_MODIFIED)
def get_own(comment_id: int) -> dict[str, Any]:
    """Return one's own comment with its status, and the reason if it was rejected."""
    with unit_of_work(write=False) as work:
        found = own_comments.get(
            work.session, comment_id=comment_id, author_id=acting().account_id
        )
        decision = queue.last_decisions(work.session, [comment_id]).get(comment_id)
        rejected = found.status is Status.REJECTED
        return _receipt(found.id, found.latest_revision_id, found.status) | {
            "text": found.written,
            "article_key": found.article_key,
            "created_at": found.created_at,
            "reason": decision.reason if decision and rejected else None,
        }


@blueprint.route("/comments/<int:comment_id>", methods=["PATCH"])
@blueprint.guarded(Permission.COMMENT)
@limited("edit")
@blueprint.arguments(EditBody)
@blueprint.response(200, Receipt)
def edit_comment(change: EditComment, **_address: int) -> dict[str, Any]:
    """Edit one's own comment. Returns 409 if ``revision_id`` is not the newest text."""
    with unit_of_work(write=True) as work:
        comment = submission.edit(work.session, change, actor=acting(), now=work.now)
        wake_workers(work)
        return _receipt(comment.id, comment.latest_revision_id, comment.status)


@blueprint.route("/comments/<int:comment_id>", methods=["DELETE"])
@blueprint.guarded(Permission.COMMENT)
@limited("own")
@blueprint.response(204)
def delete_comment(comment_id: int) -> None:
    """Delete one's own comment. A placeholder stays if it has replies."""
    with unit_of_work(write=True) as work:
        deletion.delete(
            work.session,
            DeleteComment(comment_id),
            author_id=acting().account_id,
            now=work.now,
        )


@blueprint.route(
    "/comments/<int:comment_id>/reports", methods=["POST"], parameters=[IDEMPOTENCY]
)
@blueprint.guarded(Permission.COMMENT)
@limited("report")
@blueprint.arguments(ReportBody)
@blueprint.response(201, Reported)
def report_comment(change: ReportComment, comment_id: int) -> dict[str, Any]:
    """Report a comment to the moderators."""
    reporter = acting_verified()
    with unit_of_work(write=True) as work:

        def act() -> dict[str, Any]:
            site = current_site(work.session)
            articles.of_comment(work.session, comment_id, site_id=site.id)
            reports.report(
                work.session, change, reporter_id=reporter.account_id, now=work.now
            )
            return {"comment_id": comment_id}

        return once(work, change, act) | {"reason": change.reason}


def _receipt(comment_id: int, revision_id: int | None, status: str) -> dict[str, Any]:
    return {"id": comment_id, "revision_id": revision_id, "status": Status(status)}
