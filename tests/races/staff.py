"""What moderators, admins and programs do eight times at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from auth.access import keys
from auth.accounts import second_factor
from auth.core.models import SecondFactor
from auth.core.permissions import Role
from auth.core.settings import EXTENSION
from auth.sites import pages_service
from auth.sites.page_rules import PageKind
from moderation.policy.coverage import Matching
from moderation.policy.inputs import ChangeProfile, PlanCoverage
from moderation.policy.services import coverages, profiles, schedules
from moderation.review.appeals.inputs import AppealSanction
from moderation.review.appeals.rules import AppealOutcome
from moderation.review.appeals.services import sanction_appeals
from moderation.review.items.queue_views import DeskContext, QueueView
from moderation.review.items.rules import Action
from moderation.review.queue.inputs import SaveQueueView
from moderation.review.queue.services import saved_views
from tests import newsroom
from tests.races.stage import CALLERS, Call, Race, Stage

Prepare = Callable[[Stage], Call]


def on_item(path: str, json: Any = None, **form: Any) -> Prepare:
    """Return what prepares a call of eight moderators about a new item."""

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
    """Return what prepares eight undoings of one decision."""

    def prepare(stage: Stage) -> Call:
        decision = stage.decision(Action.APPROVE)
        return Call(path.format(id=decision.id), callers=stage.desk)

    return prepare


def on_author(path: str, json: Any = None, **form: Any) -> Prepare:
    """Return what prepares a call about a reader."""

    def prepare(stage: Stage) -> Call:
        _, author = stage.person()
        filled = path.format(id=author.account_id)
        return Call(filled, form, json, stage.desk)

    return prepare


def on_sanction(path: str, *, is_proposed: bool = False) -> Prepare:
    """Return what prepares a call about a sanction."""

    def prepare(stage: Stage) -> Call:
        _, author = stage.person()
        number = stage.sanction(author, is_proposed=is_proposed)
        return Call(path.format(id=number), callers=stage.desk)

    return prepare


def on_appeal(path: str, json: Any = None) -> Prepare:
    """Return what prepares an answer to an appeal against a sanction."""

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
    """Return what prepares a call of eight moderators about a published comment."""

    def prepare(stage: Stage) -> Call:
        comment = stage.comment()
        filled = form | {"revision_id": comment.latest_revision_id}
        return Call(path.format(id=comment.id), filled, None, stage.desk)

    return prepare


def one(path: str, json: Any = None, **form: Any) -> Prepare:
    """Return what prepares a call of one moderator, eight times."""

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


def admins(path: str, **form: Any) -> Prepare:
    """Return what prepares a form of eight admins; ``{new}`` is a number of its own."""

    def prepare(stage: Stage) -> Call:
        new = str(next(stage.numbers))
        filled = {
            name: value.replace("{new}", new) if isinstance(value, str) else value
            for name, value in form.items()
        }
        return Call(path, filled, None, stage.newsroom)

    return prepare


def take_over(stage: Stage) -> Call:
    return Call(f"/queue/{stage.item()}/take-over", callers=stage.newsroom)


def publish_page(stage: Stage) -> Call:
    site_id = 1
    before = stage.write(
        lambda session, _: (
            pages_service.current(
                session, site_id=site_id, kind=PageKind.CONTACT
            ).version
        )
    )
    form = {"text": f"Write to us, {next(stage.numbers)}", "version": str(before)}
    return Call("/admin/pages/contact", form, None, stage.newsroom)


def grant(stage: Stage) -> Call:
    _, actor = stage.person()
    email = f"{actor.display_name.replace(' ', '.')}@reader.example"
    form = {"email": email, "role": "moderator", "action": "grant"}
    return Call("/admin/staff", form, None, stage.newsroom)


def end_sessions(stage: Stage) -> Call:
    _, actor = stage.person()
    path = f"/admin/accounts/{actor.account_id}/sessions/end"
    return Call(path, callers=stage.newsroom)


def reset_factor(stage: Stage) -> Call:
    _, actor = stage.person(Role.MODERATOR)
    seal = stage.app.extensions[EXTENSION].seal

    def enrol(session: Any, now: Any) -> None:
        second_factor.begin(session, actor.account_id, seal=seal)
        found = session.get_one(SecondFactor, actor.account_id)
        found.confirmed_at = now

    stage.write(enrol)
    path = f"/admin/staff/{actor.account_id}/second-factor/reset"
    return Call(path, callers=stage.newsroom)


def new_key(stage: Stage) -> str:
    """Return a key that may register articles."""
    made = stage.write(
        lambda session, now: keys.create(
            session,
            name=f"Key {next(stage.numbers)}",
            scopes=["articles"],
            account_id=stage.admins[0][1].account_id,
            now=now,
        )
    )
    return str(made)


def revoke_key(stage: Stage) -> Call:
    new_key(stage)
    number = stage.rows()["api_key"]
    return Call(f"/admin/keys/{number}/revoke", callers=stage.newsroom)


def put_article(stage: Stage) -> Call:
    headers = {"Authorization": f"Bearer {new_key(stage)}"}
    path = f"/api/v1/articles/story-{next(stage.numbers)}"
    body = {"url": "https://courier.example/x", "headline": "A story"}
    return Call(path, json=body, callers=[headers] * CALLERS)


def answer_suggestion(stage: Stage) -> Call:
    key = f"story-{next(stage.numbers)}"
    number = stage.write(
        lambda session, now: newsroom.article(session, now=now, key=key).id
    )
    path = f"/admin/coverages/suggestions/{number}"
    return Call(path, {"answer": "yes"}, None, stage.newsroom)


def end_coverage(stage: Stage) -> Call:
    number = stage.write(
        lambda session, now: (
            coverages.plan(
                session,
                PlanCoverage(
                    name=f"Coverage {next(stage.numbers)}",
                    profile_key="general",
                    matching=Matching([], ["World"], [], []),
                    starts_at=now,
                    ends_at=None,
                    review_at=now + timedelta(days=7),
                    reason="A test",
                ),
                actor_id=stage.admins[0][1].account_id,
                now=now,
            ).id
        )
    )
    return Call(f"/admin/coverages/{number}/end", callers=stage.newsroom)


def thresholds(stage: Stage) -> dict[str, str]:
    """Return the profile's form as the page would send it unchanged."""
    version = stage.write(
        lambda session, _: (
            (found := profiles.current_version(session, "general")).number,
            found.thresholds,
        )
    )
    number, values = version
    form = {
        f"{label}-{name}": str(value)
        for label, each in values.items()
        for name, value in each.items()
    }
    rest = {"number": str(number), "reason": "A test", "fallback": "hold"}
    return form | rest | {"most_links": "3", "first_held": "0", "unreadable": "hold"}


def change_profile(stage: Stage) -> Call:
    return Call("/admin/profiles/general", thresholds(stage), None, stage.newsroom)


def roll_back(stage: Stage) -> Call:
    stage.run("POST", change_profile(stage))
    number = thresholds(stage)["number"]
    form = {"to": "1", "number": number, "reason": "Back"}
    return Call("/admin/profiles/general/roll-back", form, None, stage.newsroom)


def cancel_version(stage: Stage) -> Call:
    def plan(session: Any, now: Any) -> int:
        current = profiles.current_version(session, "general")
        due_in = timedelta(days=next(stage.numbers))
        return schedules.schedule(
            session,
            ChangeProfile(
                key="general",
                due_at=now + due_in,
                thresholds=profiles.from_json(current.thresholds),
                fallback=current.fallback,
                handling_rules=current.handling,
                reason="A test",
            ),
            actor_id=stage.admins[0][1].account_id,
            now=now,
        ).id

    path = f"/admin/profiles/general/scheduled/{stage.write(plan)}/cancel"
    return Call(path, callers=stage.newsroom)


DECIDED = {"decision": 1, "outbox_message": 1}
SANCTION = {"kind": "warn", "reason": "insult"}
SANCTIONED = {"sanction": 1, "outbox_message": 1}
ARTICLE = {"headline": "A story", "url": "https://courier.example/story"}
COVERAGE = {"name": "Coverage {new}", "profile": "general", "sections": "World"}

RACES = {
    # The desk says a refusal on the page that it goes on to: there, rows are counted.
    "desk.claim": Race(on_item("/queue/{id}/claim")),
    "desk.release": Race(on_item("/queue/{id}/release")),
    "desk.skip": Race(on_item("/queue/{id}/skip"), adds={"skip": 8}),
    "desk.start": Race(on_item("/queue/start")),
    "review.decide": Race(
        on_item("/queue/{id}/decision", action="approve"), adds=DECIDED
    ),
    "review_api.claim_item": Race(on_item("/api/v1/queue/{id}/claim"), 1),
    "review_api.decide_item": Race(decide_by_program, 1, DECIDED),
    "review.undo": Race(on_decision("/queue/decisions/{id}/undo"), 1),
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
    "notes.write": Race(on_author("/staff/authors/{id}/notes", text="A note")),
    "comments.open_again": Race(
        on_published("/staff/comments/{id}/open-again", note="Again"),
        adds={"review_item": 1},
    ),
    "comments.remove": Race(
        on_published("/staff/comments/{id}/remove", reason="insult"), 1, {"decision": 1}
    ),
    "presence_api.look": Race(one("/api/v1/queue/presence", {}), adds={"presence": 1}),
    "saved_views.save": Race(
        one("/queue/saved-views", name="Mine"), adds={"saved_view": 1}
    ),
    "saved_views.remove": Race(remove_view, 1),
    "saved_views.set_desk": Race(
        one("/queue/settings", veils_violence="yes"), adds={"desk_setting": 1}
    ),
    "saved_views.watch": Race(
        one("/queue/watch-list", article="truce"), adds={"watched_article": 1}
    ),
    "agreement.set_shares": Race(
        admins("/admin/agreement", second_share="0", blind_share="0")
    ),
    "articles.create_article": Race(
        admins("/admin/articles/new", key="made-{new}", **ARTICLE), 1, {"article": 1}
    ),
    "articles.change_article": Race(admins("/admin/articles/truce", **ARTICLE)),
    "articles.open_or_close": Race(
        admins("/admin/articles/truce/comments", action="open")
    ),
    "auth.change_staff": Race(grant, adds={"role_grant": 1}),
    "auth.publish_site_page": Race(publish_page, 1, {"site_page": 1}),
    "desk.take_over": Race(take_over),
    "auth.end_all_sessions": Race(end_sessions),
    "auth.reset_second_factor": Race(reset_factor, 1),
    "auth.revoke_key": Race(revoke_key, 1),
    "choices.change": Race(
        admins("/admin/profile-choices", section="", profile="general"),
        adds={"profile_choice": 1},
    ),
    "site.change": Race(
        admins(
            "/admin/site",
            name="The Courier",
            host="localhost",
            colour="",
            has_reader_pages="on",
        )
    ),
    "sites.add": Race(
        admins("/admin/sites", name="The Herald", host="herald.test"), 1, {"site": 1}
    ),
    "coverage.answer": Race(answer_suggestion, adds={"suggestion_answer": 1}),
    "coverage.end": Race(end_coverage, 1),
    "coverage.plan": Race(
        admins("/admin/coverages", reason="A test", **COVERAGE), 1, {"coverage": 1}
    ),
    "discussion_api.put_article": Race(put_article, adds={"article": 1}),
    "intake.change_word_list": Race(
        admins("/admin/word-list", phrases="one {new}\ntwo {new}"),
        adds={"listed_phrase": 2},
    ),
    "sampling.change": Race(admins("/admin/audit-sample", share="0", most_a_day="0")),
    "tuning.change_profile": Race(change_profile, 1, {"profile_version": 1}),
    "versions.roll_back": Race(roll_back, 1, {"profile_version": 1}),
    "versions.cancel": Race(cancel_version, 1),
}
