from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from auth.core.errors import CeasefireError, NotFoundError
from auth.core.permissions import Role
from auth.db.database import Database
from moderation.policy.inputs import ChangeProfile, RollBackProfile
from moderation.policy.rules import Threshold, VerdictKind
from moderation.policy.services import profiles, schedules
from moderation.scoring.base.labels import Label
from tests import newsroom

HOUR = timedelta(hours=1)
STRICT = {label: Threshold(0.1, 0.2) for label in Label}


def planned(session: Session, now: datetime, **changes: Any) -> int:
    """Found a newsroom and schedule a strict version of *General* in an hour."""
    newsroom.ensure_newsroom(session, now=now)
    ada = newsroom.person(session, "Ada", now=now, role=Role.ADMIN)
    values: dict[str, Any] = {
        "key": "general",
        "due_at": now + HOUR,
        "thresholds": STRICT,
        "fallback": VerdictKind.HOLD,
        "handling_rules": {"most_links": 1},
        "reason": "An election.",
    }
    change = ChangeProfile(**(values | changes))
    return schedules.schedule(session, change, actor_id=ada.account_id, now=now).id


@pytest.mark.parametrize(("later", "number"), [(HOUR / 2, 1), (HOUR, 2), (5 * HOUR, 2)])
def test_a_scheduled_version_comes_into_force_at_its_time(
    database: Database, now: datetime, later: timedelta, number: int
) -> None:
    with database.unit_of_work(write=True) as work:
        planned(work.session, now)

        schedules.publish_due(work.session, now=now + later)
        schedules.publish_due(work.session, now=now + later)

        version = profiles.current_version(work.session, "general")
        assert version.number == number
        assert (version.reason == "An election.") is (number == 2)


def test_a_version_that_was_taken_back_never_comes(
    database: Database, now: datetime
) -> None:
    with database.unit_of_work(write=True) as work:
        scheduled_id = planned(work.session, now)
        schedules.cancel(
            work.session, scheduled_id=scheduled_id, key="general", now=now
        )

        assert schedules.publish_due(work.session, now=now + HOUR) == 0
        with pytest.raises(NotFoundError):
            schedules.cancel(
                work.session, scheduled_id=scheduled_id, key="general", now=now
            )


@pytest.mark.parametrize(
    "changes",
    [
        {"due_at": datetime.fromisoformat("2020-01-01T00:00+00:00")},
        {"reason": " "},
        {"thresholds": {Label.THREAT: Threshold(0.9, 0.8)}},
        {"handling_rules": {"first_held": 99}},
        {"key": "none"},
    ],
)
def test_a_plan_that_contradicts_itself_is_refused(
    database: Database, now: datetime, changes: dict[str, Any]
) -> None:
    with database.unit_of_work(write=True) as work:
        with pytest.raises(CeasefireError):
            planned(work.session, now, **changes)

        assert not schedules.pending(work.session, "general")


def test_going_back_makes_a_new_version_of_the_old_values(
    database: Database, now: datetime
) -> None:
    with database.unit_of_work(write=True) as work:
        session = work.session
        planned(session, now)
        first = profiles.current_version(session, "general")
        schedules.publish_due(session, now=now + HOUR)

        back = schedules.roll_back(
            session,
            RollBackProfile(
                key="general", to_number=1, expected_number=2, reason="Too strict."
            ),
            actor_id=1,
            now=now + 2 * HOUR,
        )

        made = back.version
        assert (made.number, made.reason) == (3, "Too strict.")
        assert (made.thresholds, made.handling) == (first.thresholds, first.handling)


@pytest.mark.parametrize(
    ("to_number", "expected", "reason"),
    [(9, 1, "Back."), (1, 1, "Back."), (1, 2, " "), (1, 7, "Back.")],
    ids=["no such version", "in force already", "no reason", "stale"],
)
def test_a_roll_back_that_is_impossible_is_refused(
    database: Database, now: datetime, to_number: int, expected: int, reason: str
) -> None:
    with database.unit_of_work(write=True) as work:
        planned(work.session, now)
        schedules.publish_due(work.session, now=now + HOUR)

        with pytest.raises(CeasefireError):
            schedules.roll_back(
                work.session,
                RollBackProfile(
                    key="general",
                    to_number=to_number,
                    expected_number=expected,
                    reason=reason,
                ),
                actor_id=1,
                now=now,
            )

        assert profiles.current_version(work.session, "general").number == 2
