"""Acts of moderators, done by eight at once, on pages and through the API."""

from __future__ import annotations

from typing import Any

from auth.core.permissions import Role
from moderation.compliance.notices.models import NoticeItem
from moderation.review.appeals.inputs import AppealSanction
from moderation.review.appeals.rules import AppealOutcome
from moderation.review.appeals.services import sanction_appeals
from moderation.review.items.queue_views import DeskContext, QueueView
from moderation.review.items.rules import Action
from moderation.review.queue.inputs import SaveQueueView
from moderation.review.queue.services import saved_views
from tests.races.notices import refused_notice
from tests.races.preparing import Prepare
from tests.races.stage import CALLERS, Call, Race, Stage


def on_item(path: str, json: Any = None, **form: Any) -> Prepare:
    """Return a function that prepares a call of eight moderators about a new item."""

    def prepare(stage: Stage) -> Call:
        return Call(path.format(id=stage.item()), form, json, stage.desk)

    return prepare


def decide_by_program(stage: Stage) -> Call:
    comment = stage.comment(waits=True)
    found = stage.run("GET", Call("/api/v1/queue", callers=stage.desk[:1] * CALLERS))
    item = next(
        each for each in found[0].json["items"] if each["comment_id"] == comment.id
    )
    body = {"action": "approve", "revision_id": comment.latest_revision_id}
    path = f"/api/v1/queue/{item['id']}/decision"
    return Call(path, json=body, callers=stage.desk)


def on_decision(path: str) -> Prepare:
    """Return a function that prepares eight undos of one decision."""

    def prepare(stage: Stage) -> Call:
        decision = stage.decision(Action.APPROVE)
        return Call(path.format(id=decision.id), callers=stage.desk)

    return prepare


def on_author(path: str, json: Any = None, **form: Any) -> Prepare:
    """Return a function that prepares a call about a reader."""

    def prepare(stage: Stage) -> Call:
        _, author = stage.person()
        filled = path.format(id=author.account_id)
        return Call(filled, form, json, stage.desk)

    return prepare


def on_sanction(path: str, *, is_proposed: bool = False) -> Prepare:
    """Return a function that prepares a call about a sanction."""

    def prepare(stage: Stage) -> Call:
        _, author = stage.person()
        number = stage.sanction(author, is_proposed=is_proposed)
        return Call(path.format(id=number), callers=stage.desk)

    return prepare


def on_appeal(path: str, json: Any = None) -> Prepare:
    """Return a function that prepares an answer to an appeal against a sanction."""

    def prepare(stage: Stage) -> Call:
        _, author = stage.person()
        sanction_id = stage.sanction(author)
        number = stage.write(
            lambda session, now: (
                sanction_appeals.open_appeal(
                    session,
                    AppealSanction(sanction_id=sanction_id, text="That was wrong"),
                    account_id=author.account_id,
                    now=now,
                ).id
            )
        )
        form = {
            "outcome": AppealOutcome.UPHELD.value,
            f"reason-{number}": "It was right",
        }
        return Call(path.format(id=number), {} if json else form, json, stage.desk)

    return prepare


def on_published(path: str, **form: Any) -> Prepare:
    """Return a function that prepares eight calls about a published comment."""

    def prepare(stage: Stage) -> Call:
        comment = stage.comment()
        filled = form | {"revision_id": comment.latest_revision_id}
        return Call(path.format(id=comment.id), filled, None, stage.desk)

    return prepare


def one(path: str, json: Any = None, **form: Any) -> Prepare:
    """Return a function that prepares a call that one moderator sends eight times."""

    def prepare(stage: Stage) -> Call:
        callers, _ = stage.same(Role.MODERATOR)
        return Call(path, form, json, callers)

    return prepare


def remove_view(stage: Stage) -> Call:
    callers, moderator = stage.same(Role.MODERATOR)
    number = stage.write(
        lambda session, now: (
            saved_views.save(
                session,
                SaveQueueView(name="Mine", view=QueueView(), is_shared=False),
                context=DeskContext(
                    site_id=1, moderator_id=moderator.account_id, now=now
                ),
            ).id
        )
    )
    return Call(f"/queue/saved-views/{number}/remove", callers=callers)


DECIDED = {"decision": 1, "outbox_message": 1}
SANCTION = {"kind": "warn", "reason": "insult"}
SANCTIONED = {"sanction": 1, "outbox_message": 1}


def on_notice(path: str, **form: str) -> Prepare:
    def prepare(stage: Stage) -> Call:
        item_id = refused_notice(stage)
        notice_id = stage.write(
            lambda session, _: session.get_one(NoticeItem, item_id).notice_id
        )
        return Call(path.format(id=notice_id), form, callers=stage.desk)

    return prepare


RACES = {
    # The desk says a refusal on the page that it goes on to: there, rows are counted.
    "queue_items.claim": Race(on_item("/queue/{id}/claim")),
    "queue_items.release": Race(on_item("/queue/{id}/release")),
    "queue_items.skip": Race(on_item("/queue/{id}/skip"), adds={"skip": 8}),
    "queue_items.start": Race(on_item("/queue/start")),
    "decisions.decide": Race(
        on_item("/queue/{id}/decision", action="approve"), adds=DECIDED
    ),
    "decisions_api.claim_item": Race(on_item("/api/v1/queue/{id}/claim"), 1),
    "decisions_api.decide_item": Race(decide_by_program, 1, DECIDED),
    "decisions.undo": Race(on_decision("/queue/decisions/{id}/undo"), 1),
    "sanctions_api.undo_decision": Race(on_decision("/api/v1/decisions/{id}/undo"), 1),
    "authors.impose": Race(
        on_author("/staff/authors/{id}/sanctions", **SANCTION), 1, SANCTIONED
    ),
    "sanctions_api.impose": Race(
        on_author("/api/v1/authors/{id}/sanctions", SANCTION), 1, SANCTIONED
    ),
    "authors.decide_sanction": Race(on_sanction("/staff/sanctions/{id}/lift"), 1),
    "sanctions_api.confirm": Race(
        on_sanction("/api/v1/sanctions/{id}/confirmation", is_proposed=True), 1
    ),
    "sanctions_api.lift": Race(on_sanction("/api/v1/sanctions/{id}"), 1),
    "authors.answer_appeal": Race(on_appeal("/staff/sanction-appeals/{id}"), 1),
    "sanctions_api.answer_appeal": Race(
        on_appeal(
            "/api/v1/sanction-appeals/{id}/answer",
            {"outcome": AppealOutcome.UPHELD.value, "reason": "It was right"},
        ),
        1,
    ),
    "authors_notes.write": Race(on_author("/staff/authors/{id}/notes", text="A note")),
    "decisions_comments.open_again": Race(
        on_published("/staff/comments/{id}/open-again", note="Again"),
        adds={"review_item": 1},
    ),
    "decisions_comments.remove": Race(
        on_published("/staff/comments/{id}/remove", reason="insult"), 1, {"decision": 1}
    ),
    "queue_api.look": Race(one("/api/v1/queue/presence", {}), adds={"presence": 1}),
    "queue_saved_views.save": Race(
        one("/queue/saved-views", name="Mine"), adds={"saved_view": 1}
    ),
    "queue_saved_views.remove": Race(remove_view, 1),
    "queue_saved_views.set_desk": Race(
        one("/queue/settings", veils_violence="yes"), adds={"desk_setting": 1}
    ),
    "community_picks.change_pick": Race(
        lambda stage: Call(
            f"/staff/comments/{stage.comment().id}/pick",
            {"act": "pin"},
            callers=stage.desk,
        )
    ),
    "queue_saved_views.watch": Race(
        one("/queue/watch-list", article="truce"), adds={"watched_article": 1}
    ),
    "compliance_notices_desk.mark": Race(
        on_notice("/staff/notices/{id}/mark", is_unfounded="yes")
    ),
    "compliance_notices_desk.answer_misuse": Race(
        on_notice("/staff/notices/{id}/notifier", act="warn"),
        adds={"notifier_suspension": 1},
    ),
}
