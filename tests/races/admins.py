"""Acts of admins and programs, done by eight at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from auth.access import keys
from auth.access.inputs import CreateBoundKey
from auth.access.key_models import ApiKey
from auth.accounts import second_factor
from auth.core.models import SecondFactor
from auth.core.permissions import Role
from auth.core.settings import EXTENSION
from auth.sites import pages_service
from auth.sites.page_rules import PageKind
from moderation.compliance.notices.inputs import NameFlagger
from moderation.compliance.notices.models import TrustedFlagger
from moderation.compliance.notices.services import flaggers
from moderation.exchange.webhooks.inputs import AddEndpoint, OfEndpoint
from moderation.exchange.webhooks.models import WebhookDelivery
from moderation.exchange.webhooks.services import deliveries, endpoints
from moderation.policy.coverage import Matching
from moderation.policy.inputs import ChangeProfile, PlanCoverage
from moderation.policy.services import coverages, profiles, schedules
from tests import newsroom
from tests.races.stage import CALLERS, Call, Race, Stage

Prepare = Callable[[Stage], Call]


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


def new_key(stage: Stage, scope: str = "articles") -> str:
    """Return a key with one scope."""
    made = stage.write(
        lambda session, now: keys.create(
            session,
            name=f"Key {next(stage.numbers)}",
            scopes=[scope],
            account_id=stage.admins[0][1].account_id,
            now=now,
        )
    )
    return str(made)


def revoke_key(stage: Stage) -> Call:
    new_key(stage)
    number = stage.write(lambda session, _: session.scalar(select(func.max(ApiKey.id))))
    return Call(f"/admin/keys/{number}/revoke", callers=stage.newsroom)


def revoke_bound_key(stage: Stage) -> Call:
    callers, actor = stage.same(Role.MODERATOR)

    def make(session: Any, now: Any) -> int:
        keys.create_once(
            session,
            CreateBoundKey(name="Coop"),
            token=f"cfk_bound {next(stage.numbers)}",
            account_id=actor.account_id,
            now=now,
        )
        return int(session.scalar(select(func.max(ApiKey.id))))

    return Call(f"/staff/keys/{stage.write(make)}/revoke", callers=callers)


def bring_verdict(stage: Stage) -> Call:
    comment = stage.comment()
    headers = {"Authorization": f"Bearer {new_key(stage, 'verdicts')}"}
    body = {
        "comment_id": comment.id,
        "revision_id": comment.latest_revision_id,
        "action": "hold",
        "source": "policy model",
        "reason": "A test",
    }
    return Call("/api/v1/verdicts", json=body, callers=[headers] * CALLERS)


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


def end_flagger(stage: Stage) -> Call:
    def name(session: Any, now: Any) -> int:
        change = NameFlagger("Hotline", "h@flag.example")
        flaggers.name_one(session, change, site_id=1, admin_id=1, now=now)
        return int(session.scalar(select(func.max(TrustedFlagger.id))))

    path = f"/admin/trusted-flaggers/{stage.write(name)}/end"
    return Call(path, callers=stage.newsroom)


def add_endpoint(stage: Stage) -> int:
    """Return an endpoint to which one delivery has failed."""

    def make(session: Any, now: Any) -> int:
        endpoint, _ = endpoints.add(
            session,
            AddEndpoint(url=HOOKS),
            seal=stage.app.extensions[EXTENSION].seal,
            actor_id=stage.admins[0][1].account_id,
            now=now,
        )
        endpoints.test(session, OfEndpoint(endpoint.id), now=now)
        deliveries.give_up(session, endpoint.id, now=now)
        # Later races must not tell it of everything.
        endpoint.types = ["endpoint.test"]
        return endpoint.id

    return int(stage.write(make))


def of_endpoint(path: str, **form: Any) -> Prepare:
    """Return what prepares a form, or a call of the API, about an endpoint."""

    def prepare(stage: Stage) -> Call:
        endpoint_id = add_endpoint(stage)
        newest = select(func.max(WebhookDelivery.id))
        delivery_id = stage.write(lambda session, _: session.scalar(newest))
        filled = path.format(id=endpoint_id, delivery=delivery_id)
        is_call = path.startswith("/api/")
        body = form if is_call else None
        return Call(filled, {} if is_call else form, body, stage.newsroom)

    return prepare


HOOKS = "https://cms.courier.example/hooks"
ENDPOINT: dict[str, Any] = {
    "url": HOOKS,
    "types": [],
    "site_id": None,
    "note": "",
    "is_enabled": True,
}
ARTICLE = {"headline": "A story", "url": "https://courier.example/story"}
COVERAGE = {"name": "Coverage {new}", "profile": "general", "sections": "World"}

RACES = {
    "webhooks.add": Race(
        of_endpoint("/admin/webhooks", url=HOOKS), adds={"webhook_endpoint": CALLERS}
    ),
    "webhooks.change": Race(of_endpoint("/admin/webhooks/{id}", url=HOOKS)),
    "webhooks.remove": Race(of_endpoint("/admin/webhooks/{id}/remove"), 1),
    "webhooks.rotate": Race(of_endpoint("/admin/webhooks/{id}/secret")),
    "webhooks.test": Race(
        of_endpoint("/admin/webhooks/{id}/test"), adds={"webhook_delivery": CALLERS}
    ),
    "webhooks.replay_failed": Race(
        of_endpoint("/admin/webhooks/{id}/replay"), adds={"webhook_delivery": 0}
    ),
    "webhooks.replay": Race(
        of_endpoint("/admin/webhook-deliveries/{delivery}/replay"),
        1,
        {"webhook_delivery": 0},
    ),
    "webhooks_api.add_endpoint": Race(
        of_endpoint("/api/v1/webhooks", url=HOOKS), adds={"webhook_endpoint": CALLERS}
    ),
    "webhooks_api.change_endpoint": Race(
        of_endpoint("/api/v1/webhooks/{id}", **ENDPOINT)
    ),
    "webhooks_api.remove_endpoint": Race(of_endpoint("/api/v1/webhooks/{id}"), 1),
    "webhooks_api.rotate_secret": Race(of_endpoint("/api/v1/webhooks/{id}/secret")),
    "webhooks_api.test_endpoint": Race(
        of_endpoint("/api/v1/webhooks/{id}/test"), adds={"webhook_delivery": CALLERS}
    ),
    "webhooks_api.replay_failed": Race(
        of_endpoint("/api/v1/webhooks/{id}/replay"), adds={"webhook_delivery": 0}
    ),
    "webhooks_api.replay": Race(
        of_endpoint("/api/v1/webhook-deliveries/{delivery}/replay"),
        1,
        {"webhook_delivery": 0},
    ),
    "quality.set_shares": Race(
        admins("/admin/agreement", second_share="0", blind_share="0")
    ),
    "discussion_articles.create_article": Race(
        admins("/admin/articles/new", key="made-{new}", **ARTICLE), 1, {"article": 1}
    ),
    "discussion_articles.change_article": Race(
        admins("/admin/articles/truce", **ARTICLE)
    ),
    "discussion_articles.open_or_close": Race(
        admins("/admin/articles/truce/comments", action="open")
    ),
    "auth.change_staff": Race(grant, adds={"role_grant": 1}),
    "auth.publish_site_page": Race(publish_page, 1, {"site_page": 1}),
    "queue_items.take_over": Race(take_over),
    "auth.end_all_sessions": Race(end_sessions),
    "auth.reset_second_factor": Race(reset_factor, 1),
    "auth.revoke_key": Race(revoke_key, 1),
    "auth.revoke_bound_key": Race(revoke_bound_key, 1),
    "verdicts_api.bring_verdict": Race(
        bring_verdict, adds={"review_item": 1, "review_cause": 1, "verdict": 1}
    ),
    "tuning_choices.change": Race(
        admins("/admin/profile-choices", section="", profile="general"),
        adds={"profile_choice": 1},
    ),
    "community_site.change": Race(
        admins(
            "/admin/site",
            name="The Courier",
            host="localhost",
            colour="",
            has_reader_pages="on",
        )
    ),
    "web_languages.change": Race(admins("/admin/languages", language="en")),
    "web_languages.name_reviewer": Race(
        admins("/admin/languages/reviewer", language="de", reviewer="Ada"),
        adds={"language_review": 1},
    ),
    "tuning_coverage.answer": Race(answer_suggestion, adds={"suggestion_answer": 1}),
    "tuning_coverage.end": Race(end_coverage, 1),
    "tuning_coverage.plan": Race(
        admins("/admin/coverages", reason="A test", **COVERAGE), 1, {"coverage": 1}
    ),
    "discussion_api.put_article": Race(put_article, adds={"article": 1}),
    "intake.change_word_list": Race(
        admins("/admin/word-list", phrases="one {new}\ntwo {new}"),
        adds={"listed_phrase": 2},
    ),
    "tuning_sampling.change": Race(
        admins("/admin/audit-sample", share="0", most_a_day="0")
    ),
    "tuning.change_profile": Race(change_profile, 1, {"profile_version": 1}),
    "tuning_versions.roll_back": Race(roll_back, 1, {"profile_version": 1}),
    "tuning_versions.cancel": Race(cancel_version, 1),
    "community_sites.add": Race(
        admins("/admin/sites", name="The Herald", host="herald.test"), 1, {"site": 1}
    ),
    "compliance_flaggers.name_one": Race(
        admins("/admin/trusted-flaggers", name="Hotline", email="h@flag.example"),
        adds={"trusted_flagger": CALLERS},
    ),
    "compliance_flaggers.end": Race(end_flagger),
}
