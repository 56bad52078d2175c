"""Keys, quotas, other origins' pages, and the log."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from auth.access import key_use, keys
from auth.core.errors import CeasefireError
from moderation.perspective.protocol.errors import PerspectiveError
from moderation.perspective.services.gate import Gate
from moderation.perspective.services.quota import Quota
from moderation.platform import chore_runner
from tests.calling import Newsroom
from tests.moderation.perspective.asking import asker, asking, error_of

ORIGIN = "https://blog.example"
EXTENSION = "ceasefire.perspective"


@pytest.fixture
def quota(called: Newsroom) -> Quota:
    """A quota of two calls a minute, in force."""
    made = Quota(called.database, a_minute=2)
    called.app.extensions[EXTENSION].quota = made
    return made


def test_a_key_that_had_its_calls_gets_googles_429(
    called: Newsroom, quota: Quota
) -> None:
    assert quota
    caller = asker(called)
    for _ in range(2):
        assert caller.analyze(asking()).status_code == 200

    answer = caller.analyze(asking())

    error = error_of(answer, 429)
    metric = "Analysis requests (AnalyzeComment)"
    assert error["status"] == "RESOURCE_EXHAUSTED"
    assert error["message"].startswith(
        f"Quota exceeded for quota metric '{metric}' and limit '{metric} per minute'"
        " of service 'commentanalyzer.googleapis.com' for consumer 'project_number:"
    )
    assert error["details"][0]["reason"] == "RATE_LIMIT_EXCEEDED"
    assert error["details"][0]["metadata"]["quota_limit_value"] == "2"
    assert 0 < int(answer.headers["Retry-After"]) <= 60


def test_another_key_has_a_quota_of_its_own(called: Newsroom, quota: Quota) -> None:
    assert called
    quota.admit(1, now=called.now)
    quota.admit(1, now=called.now)

    with pytest.raises(PerspectiveError):
        quota.admit(1, now=called.now)
    quota.admit(2, now=called.now)


def test_a_key_may_call_again_a_minute_after_its_first_call(
    called: Newsroom, quota: Quota
) -> None:
    for seconds in (0, 40):
        quota.admit(1, now=called.now + timedelta(seconds=seconds))
    with pytest.raises(PerspectiveError):
        quota.admit(1, now=called.now + timedelta(seconds=59))

    quota.admit(1, now=called.now + timedelta(seconds=60))


def test_calls_are_counted_by_key_and_day(called: Newsroom, quota: Quota) -> None:
    caller = asker(called)
    for _ in range(3):
        caller.analyze(asking())

    quota.write()

    with called.database.unit_of_work(write=False) as work:
        [[use]] = key_use.by_key(work.session, now=work.now).values()
        assert (use.calls, use.refused) == (2, 1)
        assert use.day == work.now.date()
        assert isinstance(use.day, date)


def test_what_could_not_be_written_is_counted_later(
    called: Newsroom, quota: Quota
) -> None:
    assert asker(called)
    key_id = 1
    quota.admit(key_id, now=called.now)
    with called.database.engine.begin() as connection:
        connection.execute(text("ALTER TABLE api_key_use RENAME TO elsewhere"))
    quota.write()
    quota.admit(key_id, now=called.now)
    with called.database.engine.begin() as connection:
        connection.execute(text("ALTER TABLE elsewhere RENAME TO api_key_use"))

    quota.write()
    quota.write()

    with called.database.unit_of_work(write=False) as work:
        [[use]] = key_use.by_key(work.session, now=work.now).values()
        assert use.calls == 2


def test_what_is_not_yet_written_is_written_when_the_process_stops(
    called: Newsroom, quota: Quota
) -> None:
    assert asker(called)
    quota.admit(1, now=called.now)
    stopped = threading.Event()
    stopped.set()

    chore_runner.run(quota.chore(), stopped)

    with called.database.unit_of_work(write=False) as work:
        [[use]] = key_use.by_key(work.session, now=work.now).values()
        assert use.calls == 1


def test_more_calls_than_can_be_answered_in_time_are_refused() -> None:
    gate = Gate(most_calls=2, most_characters=100, most_waiting=0)

    with gate.entered(10), gate.entered(10), pytest.raises(CeasefireError):
        gate.entered(10).__enter__()
    with gate.entered(10), pytest.raises(CeasefireError):
        gate.entered(95).__enter__()
    with gate.entered(20_480):
        pass


def test_a_call_waits_a_little_for_a_place() -> None:
    gate = Gate(most_calls=1)
    is_in, is_done = threading.Event(), threading.Event()

    def call() -> None:
        with gate.entered(10):
            is_in.set()
            is_done.wait(10)

    first = threading.Thread(target=call)
    first.start()
    is_in.wait(10)
    threading.Timer(0.05, is_done.set).start()

    with gate.entered(10, patience=10):
        first.join(10)
    assert not first.is_alive()


def test_a_call_does_not_wait_for_ever() -> None:
    gate = Gate(most_calls=1)

    with gate.entered(10), pytest.raises(CeasefireError):
        gate.entered(10, patience=0.01).__enter__()


@pytest.mark.parametrize(
    ("allowed", "is_shared"),
    [("", False), (ORIGIN, True), ("*", True), ("https://other.example", False)],
)
@pytest.mark.parametrize("method", ["OPTIONS", "POST"])
def test_pages_of_the_allowed_origins_may_read_the_answers(
    called: Newsroom, allowed: str, method: str, *, is_shared: bool
) -> None:
    settings = called.app.extensions["ceasefire.config"]
    called.app.extensions["ceasefire.config"] = replace(
        settings, perspective_origins=allowed
    )
    caller = asker(called)

    answer = caller.client.open(
        f"/v1alpha1/comments:analyze?key={caller.key}",
        method=method,
        json=asking(),
        headers={"Origin": ORIGIN, "Sec-Fetch-Site": "cross-site"},
    )

    shared = answer.headers.get("Access-Control-Allow-Origin")
    assert answer.status_code == (204 if method == "OPTIONS" else 200)
    assert shared == (ORIGIN if is_shared else None)


@pytest.mark.parametrize(
    "headers", [{"Authorization": "Bearer {}"}, {"X-Goog-Api-Key": "{}"}]
)
def test_a_key_may_stand_in_a_header(called: Newsroom, headers: dict[str, str]) -> None:
    caller = asker(called)
    sent = {name: value.format(caller.key) for name, value in headers.items()}

    answer = caller.client.post(
        "/v1alpha1/comments:analyze", json=asking(), headers=sent
    )

    assert answer.status_code == 200


def test_a_cookie_is_no_key(called: Newsroom) -> None:
    person, _ = called.person("Mina")

    answer = person.client.post("/v1alpha1/comments:analyze", json=asking())

    error_of(answer, 403)


def test_a_revoked_key_is_worth_nothing_at_once(called: Newsroom) -> None:
    caller = asker(called)
    assert caller.analyze(asking()).status_code == 200
    with called.database.unit_of_work(write=True) as work:
        [(key, _, _)] = keys.all_keys(work.session)
        key.revoked_at = work.now

    error = error_of(caller.analyze(asking()))

    assert error["details"][0]["reason"] == "API_KEY_INVALID"
