"""Acts of readers on comments, and their appeals, done by eight at once."""

from __future__ import annotations

from typing import Any

from moderation.review.items.rules import Action
from tests.races.preparing import own
from tests.races.stage import Call, Race, Stage


def on_own(path: str, **form: Any) -> Any:
    """Return a function that prepares a form about the reader's own comment."""

    def prepare(stage: Stage) -> Call:
        callers, actor = stage.same()
        comment = stage.comment(actor)
        return Call(path.format(id=comment.id), form, None, callers)

    return prepare


def edit_by_program(stage: Stage) -> Call:
    callers, actor = stage.same()
    comment = stage.comment(actor)
    body = {"text": "Another text", "revision_id": comment.latest_revision_id}
    return Call(f"/api/v1/comments/{comment.id}", json=body, callers=callers)


def edit_by_form(stage: Stage) -> Call:
    callers, actor = stage.same()
    comment = stage.comment(actor)
    form = {"text": "Another text", "revision_id": comment.latest_revision_id}
    return Call(f"/comments/{comment.id}/edit", form, None, callers)


def on_another(path: str, json: Any = None, **form: Any) -> Any:
    """Return a function that prepares a call about somebody else's comment."""

    def prepare(stage: Stage) -> Call:
        comment = stage.comment()
        return Call(path.format(id=comment.id), form, json, stage.same()[0])

    return prepare


def appeal(path: str, json: Any = None) -> Any:
    """Return a function that prepares an appeal against a rejection."""

    def prepare(stage: Stage) -> Call:
        callers, actor = stage.same()
        decision = stage.decision(Action.REJECT, actor)
        form = {} if json else {"text": "That was wrong"}
        return Call(path.format(id=decision.comment_id), form, json, callers)

    return prepare


def warned(path: str, json: Any = None) -> Any:
    """Return a function that prepares a call about a warning against the reader."""

    def prepare(stage: Stage) -> Call:
        callers, actor = stage.same()
        number = stage.sanction(actor)
        form = {} if json else {f"text-{number}": "That was wrong"}
        return Call(path.format(id=number), form, json, callers)

    return prepare


POSTED = {"comment": 1, "revision": 1, "idempotency_record": 1}
POST: dict[str, Any] = {"text": "The same words", "idempotency_key": ""}
WORDS = {"text": "That was wrong"}

RACES = {
    "community_reactions.change_reaction": Race(
        on_another("/comments/{id}/reaction", act="recommend"),
        adds={"reaction": 1},
    ),
    "intake.post_comment": Race(own("/articles/truce/comments", **POST), 1, POSTED),
    "intake_api.post_comment": Race(
        own("/api/v1/articles/truce/comments", {"text": "The same"}), 1, POSTED
    ),
    "intake.edit_submit": Race(edit_by_form, 1, {"revision": 1}),
    "intake_api.edit_comment": Race(edit_by_program, 1, {"revision": 1}),
    "intake.delete": Race(on_own("/comments/{id}/delete"), adds={"status_change": 1}),
    "intake_api.delete_comment": Race(
        on_own("/api/v1/comments/{id}"), 1, {"status_change": 1}
    ),
    "intake_reports.report": Race(
        on_another("/comments/{id}/report", reason="insult"),
        adds={"report": 1, "review_item": 1, "review_cause": 1},
    ),
    "intake_api.report_comment": Race(
        on_another("/api/v1/comments/{id}/reports", {"reason": "insult"}),
        1,
        {"report": 1, "review_item": 1, "review_cause": 1},
    ),
    "appeals.appeal": Race(appeal("/my-comments/{id}/appeal"), 1, {"appeal": 1}),
    "appeals_api.appeal_comment": Race(
        appeal("/api/v1/comments/{id}/appeal", WORDS), 1, {"appeal": 1}
    ),
    "appeals.appeal_sanction": Race(
        warned("/my-sanctions/{id}/appeal"), 1, {"sanction_appeal": 1}
    ),
    "appeals_api.appeal_sanction": Race(
        warned("/api/v1/own-sanctions/{id}/appeal", WORDS), 1, {"sanction_appeal": 1}
    ),
    "appeals.acknowledge": Race(warned("/my-sanctions/{id}/acknowledge")),
    "appeals_api.acknowledge": Race(
        warned("/api/v1/own-sanctions/{id}/acknowledgement")
    ),
}
