"""Forms with an idempotency key, sent eight times at once by one person."""

from __future__ import annotations

from typing import Any

from auth.core.permissions import Role
from moderation.intake.worker import Worker
from moderation.scoring.runtime.fixed_scorer import FixedScorer
from tests import newsroom
from tests.races.stage import Call, Race, Stage


def begin_batch(stage: Stage) -> Call:
    """Prepare a double click on the form that begins a batch."""
    _, author = stage.person()

    def post(session: Any, now: Any) -> None:
        under = newsroom.article(session, now=now)
        newsroom.post(session, author, under, f"vermin {next(stage.numbers)}", now=now)

    stage.write(post)
    Worker(stage.database, FixedScorer()).run_once()
    callers, _ = stage.same(Role.MODERATOR)
    form = {"low": "90", "high": "100", "reject": "hate", "idempotency_key": "once"}
    return Call("/queue/batch", form, callers=callers)


def create_key(stage: Stage) -> Call:
    callers, _ = stage.same(Role.ADMIN)
    number = next(stage.numbers)
    form = {"name": f"Key {number}", "scopes": "articles"}
    return Call(
        "/admin/keys", form | {"idempotency_key": f"once {number}"}, callers=callers
    )


def create_bound_key(stage: Stage) -> Call:
    callers, _ = stage.same(Role.MODERATOR)
    number = next(stage.numbers)
    form = {"name": f"Key {number}", "idempotency_key": f"once {number}"}
    return Call("/staff/keys", form, callers=callers)


RACES = {
    "auth.create_key": Race(create_key, adds={"api_key": 1, "audit_entry": 1}),
    "auth.create_bound_key": Race(
        create_bound_key, adds={"api_key": 1, "audit_entry": 1}
    ),
    "decisions_batch.begin": Race(begin_batch, adds={"batch": 1}),
}
