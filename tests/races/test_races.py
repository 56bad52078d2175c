"""Every writing route, called by eight people at once on each database.

There is no server error, no more calls succeed than may, and no row is stored twice.
"""

from __future__ import annotations

import pytest

from moderation import app as application
from tests.races import (
    accounts,
    admins,
    classifiers,
    comments,
    exchange,
    frames,
    keys,
    legal,
    notices,
    notifications,
    profiles,
    publishers,
    sent_twice,
    signing_on,
    staff,
    webhooks,
)
from tests.races.stage import CALLERS, Call, Stage
from tests.routes import writing_routes

RACES = accounts.RACES | comments.RACES | notices.RACES | notifications.RACES
RACES |= staff.RACES | sent_twice.RACES | admins.RACES | keys.RACES | profiles.RACES
RACES |= webhooks.RACES | signing_on.RACES | frames.RACES | exchange.RACES
RACES |= publishers.RACES
RACES |= legal.RACES | classifiers.RACES
TO_PROVE = ("/login", "/account/prove", "/account/second-factor")

SHOWN_TWICE = "embed."
"""The endpoints of views that have their race under another path as well."""

EXEMPT = {
    "embed_login.sign_in": "tests/races/test_tokens.py has the race of the token",
    "auth_machines.end_by_provider": "ends sessions; its token is used up by a key",
    "decisions_batch.advance": "one moderator's own, locked: a decision has its race",
    "decisions_batch.stop": "one moderator's own, locked",
    "decisions_batch.undo": "one moderator's own, locked: an undo has its race",
    "authors_notes.remove": "its writer's own; a second removal changes nothing",
    "intake_previews.show": "stores nothing",
    "notifications_bounces.take": "needs a key; its count of one address is locked",
    "perspective.analyze": "stores nothing; tests/moderation/perspective has its quota",
    "perspective.batch": "stores nothing; each call within it is a call of its own",
    "perspective.suggest": "each suggestion is a row of its own",
    "tuning_shadow.drop": "deletes scores by their version; nothing can be added twice",
}


def test_every_writing_route_has_its_race_or_a_reason(stage: Stage) -> None:
    views = stage.app.view_functions
    writing = {rule.endpoint for rule, _ in writing_routes(stage.app)}
    again = {each for each in writing if each.startswith(SHOWN_TWICE)}
    first = {views[each] for each in writing - again}
    writing -= {each for each in again if views[each] in first}

    assert set(RACES) | set(EXEMPT) == writing, (
        "each writing route needs a row in one of the tables in tests/races/"
    )
    assert not set(RACES) & set(EXEMPT)


@pytest.mark.parametrize("endpoint", RACES)
def test_eight_at_once_do_no_more_than_one_after_the_other(
    stage: Stage, endpoint: str
) -> None:
    race = RACES[endpoint]
    rules = [each for each in writing_routes(stage.app) if each[0].endpoint == endpoint]
    call = race.prepare(stage)
    before = stage.rows()

    answers = stage.run(rules[0][1], call)

    after = stage.rows()
    statuses = sorted(each.status_code for each in answers)
    proofs = [each.location for each in answers if asks_for_proof(each.location)]
    won = [each for each in statuses if each < 400]
    added = {name: after[name] - before[name] for name in race.adds}
    assert statuses[-1] < 500
    assert proofs == []
    assert 1 <= len(won) <= race.won, (statuses, answers[0].text[-3000:])
    assert all(added[name] <= most for name, most in race.adds.items()), added


def asks_for_proof(location: str | None) -> bool:
    """Whether a response redirects to a proof of identity, so that nothing was done."""
    return any((location or "").startswith(f"{page}?") for page in TO_PROVE)


def test_eight_posts_at_once_do_not_pass_the_limit_of_a_minute(stage: Stage) -> None:
    callers, _ = stage.same()
    form = {"text": "Thought {n}"}
    config = stage.app.extensions["ceasefire.config"]
    stage.app.extensions["ceasefire.config"] = application.testing_config(
        config.instance_path, comments_a_minute=6
    )
    before = stage.rows()["comment"]

    answers = stage.run("POST", Call("/articles/truce/comments", form, callers=callers))

    stage.app.extensions["ceasefire.config"] = config
    statuses = sorted(each.status_code for each in answers)
    assert statuses == [303] * 6 + [429] * (CALLERS - 6)
    assert stage.rows()["comment"] - before == 6


def test_eight_visitors_of_one_network_report_a_text_once(stage: Stage) -> None:
    comment = stage.comment()
    call = Call(f"/comments/{comment.id}/report", {"reason": "spam"})
    before = stage.rows()

    answers = stage.run("POST", call)

    after = stage.rows()
    added = ("visitor_report", "review_item", "review_cause")
    assert [after[name] - before[name] for name in added] == [1, 1, 1]
    # The network has a limit of its own for such reports.
    assert {each.status_code for each in answers} <= {303, 429}
