"""Every writing route has a limit, which simultaneous calls cannot exceed."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask

from auth.access.declarations import PUBLIC, declared_access
from auth.core.permissions import (
    ROLE_PERMISSIONS,
    SCOPE_PERMISSIONS,
    Permission,
    Role,
)
from auth.db.database import Database
from moderation import app as application
from moderation.web import limits
from moderation.web.limits import Budget
from tests import declared
from tests.calling import Caller, Newsroom, founded
from tests.routes import path_of, writing_routes


@pytest.fixture
def on_both(database: Database, tmp_path: Path) -> Newsroom:
    """A newsroom on each database in turn."""
    return founded(
        application.create_app(
            application.testing_config(tmp_path), application.Parts(database)
        ),
        database,
    )


def spend(app: Flask, budget: Budget) -> None:
    """Set the same *budget* for every group of routes."""
    app.extensions[limits.EXTENSION] = dict.fromkeys(declared.budgets(), budget)


def test_every_writing_route_declares_a_budget_that_exists(called: Newsroom) -> None:
    found = declared.budgets()
    writing = {rule.endpoint for rule, _ in writing_routes(called.app)}

    assert set().union(*found.values(), declared.uncounted()) == writing, (
        "each view that writes needs @limited, or @uncounted with a reason"
    )
    assert set(limits.budgets(application.testing_config(Path()))) == set(found)


def test_a_spent_budget_closes_every_writing_route(called: Newsroom) -> None:
    admin, _ = called.person("Ada", Role.ADMIN)
    visitor = called.visitor()
    of_people = ROLE_PERMISSIONS[Role.ADMIN] - {Permission.PUT_ARTICLE}
    programs: dict[str, Caller] = {
        permission: called.key(scope)
        for scope, permissions in SCOPE_PERMISSIONS.items()
        for permission in permissions - of_people
    }
    called.app.config["WTF_CSRF_ENABLED"] = False
    spend(called.app, Budget.of(minute=-1))
    open_ = []
    for rule, method in writing_routes(called.app):
        if rule.endpoint in declared.uncounted():
            continue
        needed = declared_access(called.app, rule.endpoint)
        caller = programs.get(str(needed), visitor if needed == PUBLIC else admin)
        answer = caller.client.open(
            path_of(rule), method=method, headers=caller.headers
        )
        if answer.status_code != 429 or int(answer.headers["Retry-After"]) < 1:
            open_.append((method, rule.rule, answer.status_code))

    assert open_ == []


def test_eight_calls_at_once_do_not_pass_the_limit(on_both: Newsroom) -> None:
    reader, _ = on_both.person("Nour")
    spend(on_both.app, Budget.of(minute=3, hour=100))

    def call(_: int) -> int:
        twin = Caller(on_both.app, **reader.headers)
        for cookie in ("sid", "form"):
            held = reader.client.get_cookie(cookie)
            assert held is not None
            twin.client.set_cookie(cookie, held.value)
        status: int = twin.send("/notifications/read").status_code
        return status

    with ThreadPoolExecutor(8) as pool:
        statuses = sorted(pool.map(call, range(8)))

    # A window may end between two of them; then as many again may pass.
    assert statuses.count(303) in (3, 6)
    assert set(statuses) == {303, 429}


def test_one_account_does_not_pay_for_another_and_a_group_not_for_another(
    called: Newsroom,
) -> None:
    busy, _ = called.person("Nour")
    calm, _ = called.person("Rashid")
    spend(called.app, Budget.of(hour=1))

    said = [busy.send("/notifications/read").status_code for _ in range(2)]

    assert said == [303, 429]
    assert calm.send("/notifications/read").status_code == 303
    assert busy.send("/logout").status_code == 303


def test_what_is_refused_says_how_long_to_wait(called: Newsroom) -> None:
    reader, _ = called.person("Nour")
    spend(called.app, Budget.of(day=1))
    reader.send("/notifications/read")

    answer = reader.send("/notifications/read")

    assert "Too many requests at once. Please wait" in answer.text
    assert 0 < int(answer.headers["Retry-After"]) <= 86_400


def test_a_program_is_told_how_many_calls_are_left(called: Newsroom) -> None:
    program = called.key("articles")
    spend(called.app, Budget.of(hour=2, day=9))
    body = {"headline": "A truce holds"}

    answers = [program.call("PUT", "/articles/truce", json=body) for _ in range(3)]

    left = [
        re.findall(r"r=(\d+);t=(\d+)", each.headers["RateLimit"]) for each in answers
    ]
    assert [[int(r) for r, _ in each] for each in left] == [[1, 8], [0, 7], [0, 6]]
    assert [each.status_code for each in answers[1:]] == [200, 429]
    assert all(0 < int(t) <= 86_400 for each in left for _, t in each)
