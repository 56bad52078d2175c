"""Acts of admins on profiles and coverage, done by eight at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from moderation.policy.coverage import Matching
from moderation.policy.inputs import ChangeProfile, PlanCoverage
from moderation.policy.services import coverages, profiles, schedules
from tests import newsroom
from tests.races.preparing import admins
from tests.races.stage import Call, Race, Stage


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


COVERAGE = {"name": "Coverage {new}", "profile": "general", "sections": "World"}

RACES = {
    "tuning_choices.change": Race(
        admins("/admin/profile-choices", section="", profile="general"),
        adds={"profile_choice": 1},
    ),
    "tuning_coverage.answer": Race(answer_suggestion, adds={"suggestion_answer": 1}),
    "tuning_coverage.end": Race(end_coverage, 1),
    "tuning_coverage.plan": Race(
        admins("/admin/coverages", reason="A test", **COVERAGE), 1, {"coverage": 1}
    ),
    "tuning_sampling.change": Race(
        admins("/admin/audit-sample", share="0", most_a_day="0")
    ),
    "tuning.change_profile": Race(change_profile, 1, {"profile_version": 1}),
    "tuning_versions.roll_back": Race(roll_back, 1, {"profile_version": 1}),
    "tuning_versions.cancel": Race(cancel_version, 1),
}
