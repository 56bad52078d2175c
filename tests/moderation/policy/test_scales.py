"""Limits that were set for another classifier never apply to the one in force."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from auth.db.database import Database
from moderation.policy.inputs import ChangeProfile, RollBackProfile
from moderation.policy.models import Profile, ProfileVersion
from moderation.policy.rules import Threshold, VerdictKind
from moderation.policy.services import profiles, schedules
from moderation.policy.services.scales import Move
from moderation.scoring.base.labels import Label
from moderation.tuning.inputs import ChooseClassifier
from moderation.tuning.services.own import promoting
from tests.own_classifiers import AdminWithClassifier, reported

HOUR = timedelta(hours=1)
CONFIGURED = Threshold(0.40, 0.76)
"""Limits on the scale of the configured classifier."""
SAME_ON_OWN = Threshold(0.20, 0.50)
"""Where they lie on the scale of the own classifier."""
OTHER = Threshold(0.11, 0.12)


class Desk(AdminWithClassifier):
    """An admin with an own classifier; a day passes between two acts."""

    def __init__(self, session: Session, now: datetime) -> None:
        super().__init__(session, now)
        self.choices = 0

    def promote(self) -> None:
        self._pass_a_day()
        wanted = ChooseClassifier(self.choices, self.classifier.sha256)
        promoting.promote(self.session, wanted, actor_id=self.account_id, now=self.now)
        self.choices += 1

    def go_back(self) -> None:
        self._pass_a_day()
        promoting.go_back(
            self.session,
            ChooseClassifier(self.choices),
            actor_id=self.account_id,
            now=self.now,
        )
        self.choices += 1

    def save(self, limit: Threshold, seen: int | None = None) -> int:
        """Save a limit for toxicity by a form that was shown under a choice."""
        self._pass_a_day()
        made = profiles.change(
            self.session, self._change(limit, seen), actor_id=None, now=self.now
        )
        return made.number

    def plan(self, limit: Threshold, seen: int | None = None) -> None:
        """Schedule a version for a moment that comes after everything else."""
        self._pass_a_day()
        change = self._change(limit, seen, due_at=self.now + 30 * 24 * HOUR)
        schedules.schedule(self.session, change, actor_id=self.account_id, now=self.now)

    def let_time_pass(self) -> None:
        self.now += 60 * 24 * HOUR
        schedules.publish_due(self.session, now=self.now)

    def roll_back(self, number: int) -> Move:
        self._pass_a_day()
        change = RollBackProfile(
            key="general",
            to_number=number,
            expected_number=self._version().number,
            reason="Back.",
        )
        return schedules.roll_back(
            self.session, change, actor_id=self.account_id, now=self.now
        ).move

    def limit(self) -> Threshold:
        return profiles.from_json(self._version().thresholds)[Label.TOXICITY]

    def _version(self) -> ProfileVersion:
        return profiles.current_version(self.session, "general")

    def _change(
        self, limit: Threshold, seen: int | None, due_at: datetime | None = None
    ) -> ChangeProfile:
        version = self._version()
        limits = profiles.from_json(version.thresholds) | {Label.TOXICITY: limit}
        return ChangeProfile(
            key="general",
            expected_number=version.number,
            thresholds=limits,
            fallback=VerdictKind.HOLD,
            reason="A test",
            due_at=due_at,
            choice_number=seen,
        )

    def _pass_a_day(self) -> None:
        self.now += 24 * HOUR
        reported(self.session, "here", [self.classifier], now=self.now)


@pytest.fixture
def desk(database: Database, now: datetime) -> Iterator[Desk]:
    with database.unit_of_work(write=True) as work:
        yield Desk(work.session, now)


def roll_back_over_a_promotion(desk: Desk) -> None:
    desk.promote()
    desk.save(OTHER)
    desk.roll_back(1)


def save_a_form_from_before_a_promotion(desk: Desk) -> None:
    desk.promote()
    desk.save(OTHER)
    desk.save(CONFIGURED, seen=0)


def schedule_before_a_promotion(desk: Desk) -> None:
    desk.save(OTHER)
    desk.plan(CONFIGURED)
    desk.promote()
    desk.let_time_pass()


def schedule_by_a_form_from_before_a_promotion(desk: Desk) -> None:
    desk.promote()
    desk.save(OTHER)
    desk.plan(CONFIGURED, seen=0)
    desk.let_time_pass()


def promote_after_a_promotion_was_taken_back(desk: Desk) -> None:
    desk.promote()
    desk.go_back()
    desk.promote()


def let_setup_create_a_built_in_profile_after_a_promotion(desk: Desk) -> None:
    desk.session.execute(delete(ProfileVersion))
    desk.session.execute(delete(Profile))
    desk.promote()
    profiles.ensure_built_in(desk.session, now=desk.now)


def roll_back_to_a_version_of_an_older_process(desk: Desk) -> None:
    roll_back_over_a_promotion(desk)
    desk.save(OTHER)
    desk.session.execute(update(ProfileVersion).values(choice_number=None))
    desk.session.expire_all()
    desk.roll_back(1)


@pytest.mark.parametrize(
    "come_back",
    [
        roll_back_over_a_promotion,
        save_a_form_from_before_a_promotion,
        schedule_before_a_promotion,
        schedule_by_a_form_from_before_a_promotion,
        promote_after_a_promotion_was_taken_back,
        let_setup_create_a_built_in_profile_after_a_promotion,
        roll_back_to_a_version_of_an_older_process,
    ],
)
def test_limits_of_the_configured_classifier_are_carried_to_the_own_one(
    desk: Desk, come_back: Callable[[Desk], None]
) -> None:
    come_back(desk)

    assert desk.limit() == SAME_ON_OWN


def go_back_after_a_roll_back(desk: Desk) -> None:
    roll_back_over_a_promotion(desk)
    desk.go_back()


def roll_back_over_going_back(desk: Desk) -> None:
    desk.promote()
    number = desk.save(SAME_ON_OWN)
    desk.go_back()
    desk.save(OTHER)
    desk.roll_back(number)


def save_a_form_from_before_going_back(desk: Desk) -> None:
    desk.promote()
    desk.go_back()
    desk.save(SAME_ON_OWN, seen=1)


def schedule_before_going_back(desk: Desk) -> None:
    desk.promote()
    desk.plan(SAME_ON_OWN)
    desk.go_back()
    desk.let_time_pass()


def schedule_before_promoting_and_going_back(desk: Desk) -> None:
    desk.plan(CONFIGURED)
    desk.promote()
    desk.go_back()
    desk.let_time_pass()


@pytest.mark.parametrize(
    "come_back",
    [
        go_back_after_a_roll_back,
        roll_back_over_going_back,
        save_a_form_from_before_going_back,
        schedule_before_going_back,
        schedule_before_promoting_and_going_back,
    ],
)
def test_limits_of_the_own_classifier_are_carried_to_the_configured_one(
    desk: Desk, come_back: Callable[[Desk], None]
) -> None:
    come_back(desk)

    assert desk.limit() == CONFIGURED


def test_a_roll_back_says_what_became_of_the_limits(desk: Desk) -> None:
    before = desk.save(OTHER)
    desk.promote()
    after = desk.save(CONFIGURED)

    assert desk.roll_back(before) is Move.CARRIED
    assert desk.roll_back(after) is Move.NONE


def test_limits_stay_where_nobody_knows_their_place_on_the_scale(desk: Desk) -> None:
    desk.classifier.knots = {}
    desk.promote()
    desk.save(OTHER)

    assert desk.roll_back(1) is Move.UNKNOWN
    assert desk.limit() == CONFIGURED


def test_only_one_module_makes_versions() -> None:
    makers = {
        file.name
        for file in Path("moderation").rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "ProfileVersion"
    }

    assert makers == {"profiles.py"}
