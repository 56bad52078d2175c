"""A reader's own comments as JSON: post, follow up, edit, delete; and reports."""

from __future__ import annotations

from typing import Any

from flask import url_for
from marshmallow import fields

from auth.access.identity import acting, acting_verified
from auth.core.permissions import Permission
from auth.db.database import unit_of_work
from moderation.discussion.rules import Status
from moderation.discussion.services import articles, own_comments, writing
from moderation.discussion.text import read
from moderation.intake.inputs import EditComment, SubmitComment
from moderation.intake.services import submission
from moderation.review.items.rules import Reason, ReportReason
from moderation.review.queue.services import queue
from moderation.review.reports.services import reports
from moderation.web.api_base import (
    IDEMPOTENCY,
    NOT_MODIFIED,
    Blueprint,
    RowNumber,
    Schema,
    SingleLine,
    once,
)
from moderation.web.request import config, current_site, wake_workers

blueprint = Blueprint("intake_api", __name__, description="A reader's own comments.")


class CommentBody(Schema):
    """A comment, or with ``parent_id`` a reply."""

    text = fields.String(required=True)
    parent_id = RowNumber(allow_none=True, load_default=None)


class EditBody(Schema):
    """A new text, and the revision that its author started from."""

    text = fields.String(required=True)
    revision_id = RowNumber(required=True)


class ReportBody(Schema):
    """Why a comment should be looked at."""

    reason = fields.Enum(ReportReason, by_value=True, required=True)
    note = SingleLine(reports.NOTE_LENGTH, load_default="")


class Receipt(Schema):
    """What became of a comment so far."""

    id = fields.Integer(required=True)
    revision_id = fields.Integer(required=True)
    status = fields.Enum(Status, by_value=True, required=True)


class OwnComment(Receipt):
    """One's own comment, whatever its status, and why it was rejected."""

    text = fields.String(required=True)
    article_key = fields.String(required=True)
    created_at = fields.AwareDateTime(required=True)
    reason = fields.Enum(Reason, by_value=True, required=True, allow_none=True)


class Reported(Schema):
    """That a report is taken."""

    comment_id = fields.Integer(required=True)
    reason = fields.Enum(ReportReason, by_value=True, required=True)


@blueprint.route("/articles/<key>/comments", methods=["POST"], parameters=[IDEMPOTENCY])
@blueprint.guarded(Permission.COMMENT)
@blueprint.arguments(CommentBody)
@blueprint.response(201, Receipt)
def post_comment(body: dict[str, Any], key: str) -> tuple[Any, int, dict[str, str]]:
    """Post a comment or a reply. It is shown once it has its verdict."""
    text = read(body["text"], longest=config().comment_max_characters)
    asked = {"key": key, "parent_id": body["parent_id"], "text": text.written}
    with unit_of_work(write=True) as work:

        def act() -> dict[str, Any]:
            site = current_site(work.session)
            comment = submission.submit(
                work.session,
                SubmitComment(key=key, parent_id=body["parent_id"], text=text),
                actor=acting(),
                article=articles.get(work.session, site_id=site.id, key=key),
                most_a_minute=config().comments_a_minute,
                now=work.now,
            )
            wake_workers(work)
            return {
                "comment_id": comment.id,
                "status": comment.status.value,
                "revision_id": comment.latest_revision_id,
            }

        answer = once(work, route="api.post_comment", asked=asked, act=act)
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
@blueprint.arguments(EditBody)
@blueprint.response(200, Receipt)
def edit_comment(body: dict[str, Any], comment_id: int) -> dict[str, Any]:
    """Edit one's own comment. 409 if ``revision_id`` is no longer its newest text."""
    text = read(body["text"], longest=config().comment_max_characters)
    with unit_of_work(write=True) as work:
        comment = submission.edit(
            work.session,
            EditComment(
                comment_id=comment_id, revision_id=body["revision_id"], text=text
            ),
            actor=acting(),
            now=work.now,
        )
        wake_workers(work)
        return _receipt(comment.id, comment.latest_revision_id, comment.status)


@blueprint.route("/comments/<int:comment_id>", methods=["DELETE"])
@blueprint.guarded(Permission.COMMENT)
@blueprint.response(204)
def delete_comment(comment_id: int) -> None:
    """Delete one's own comment. A placeholder stays where it has replies."""
    with unit_of_work(write=True) as work:
        writing.delete(
            work.session,
            comment_id=comment_id,
            author_id=acting().account_id,
            now=work.now,
        )
        reports.close_deleted(work.session, comment_id, now=work.now)


@blueprint.route(
    "/comments/<int:comment_id>/reports", methods=["POST"], parameters=[IDEMPOTENCY]
)
@blueprint.guarded(Permission.COMMENT)
@blueprint.arguments(ReportBody)
@blueprint.response(201, Reported)
def report_comment(body: dict[str, Any], comment_id: int) -> dict[str, Any]:
    """Report a comment: a moderator will look at it."""
    reporter = acting_verified()
    reason: ReportReason = body["reason"]
    with unit_of_work(write=True) as work:

        def act() -> dict[str, Any]:
            site = current_site(work.session)
            articles.of_comment(work.session, comment_id, site_id=site.id)
            reports.report(
                work.session,
                comment_id=comment_id,
                reporter_id=reporter.account_id,
                reason=reason,
                note=body["note"],
                now=work.now,
            )
            return {"comment_id": comment_id}

        asked = {"comment_id": comment_id, "reason": reason, "note": body["note"]}
        answer = once(work, route="api.report_comment", asked=asked, act=act)
    return answer | {"reason": reason}


def _receipt(comment_id: int, revision_id: int | None, status: str) -> dict[str, Any]:
    return {"id": comment_id, "revision_id": revision_id, "status": Status(status)}
