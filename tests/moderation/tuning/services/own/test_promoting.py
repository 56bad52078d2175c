"""An own classifier comes into force with the limits of every profile, and goes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from auth.core.audit import AuditEntry
from auth.core.errors import ConflictError, NotFoundError
from auth.db.database import Database
from moderation.policy.classifier_models import ClassifierRole
from moderation.policy.inputs import ChangeProfile
from moderation.policy.rules import Threshold, VerdictKind
from moderation.policy.services import classifiers, profiles, worker_reports
from moderation.scoring.base.labels import Label
from moderation.tuning.inputs import ChooseClassifier
from moderation.tuning.services.own import promoting
from tests.own_classifiers import AdminWithClassifier, own, reported

BUILT_IN = Threshold(0.40, 0.76)
CARRIED = Threshold(0.20, 0.50)


class Admin(AdminWithClassifier):
    """An admin, and an own classifier that the only worker has."""

    def __init__(self, session: Session, now: datetime) -> None:
        super().__init__(session, now)
        reported(session, "here", [self.classifier], now=now)

    def promote(self, expected_number: int = 0) -> None:
        promoting.promote(
            self.session,
            ChooseClassifier(expected_number, self.classifier.sha256),
            actor_id=self.account_id,
            now=self.now,
        )

    def go_back(self, expected_number: int) -> None:
        promoting.go_back(
            self.session,
            ChooseClassifier(expected_number),
            actor_id=self.account_id,
            now=self.now,
        )

    def limit(self) -> Threshold:
        version = profiles.current_version(self.session, "general")
        return profiles.from_json(version.thresholds)[Label.TOXICITY]

    def set_limit(self, limit: Threshold) -> None:
        version = profiles.current_version(self.session, "general")
        limits = profiles.from_json(version.thresholds) | {Label.TOXICITY: limit}
        change = ChangeProfile(
            key="general",
            expected_number=version.number,
            thresholds=limits,
            fallback=VerdictKind.HOLD,
            reason="A test",
        )
        profiles.change(self.session, change, actor_id=None, now=self.now)

    def in_force(self) -> object:
        return classifiers.chosen(self.session, ClassifierRole.IN_FORCE)


@pytest.fixture
def admin(database: Database, now: datetime) -> Iterator[Admin]:
    with database.unit_of_work(write=True) as work:
        yield Admin(work.session, now)


def test_it_comes_into_force_with_carried_limits_and_is_written_down(
    admin: Admin,
) -> None:
    admin.promote()

    entry = admin.session.scalars(
        select(AuditEntry).where(AuditEntry.action == "classifier.promote")
    ).one()
    assert admin.in_force() is admin.classifier
    assert admin.limit() == CARRIED
    assert entry.detail["after"] == admin.classifier.sha256


def test_going_back_restores_the_limits_exactly(admin: Admin) -> None:
    admin.promote()

    admin.go_back(1)

    assert admin.in_force() is None
    assert admin.limit() == BUILT_IN


def test_limits_that_were_changed_since_are_carried_back(admin: Admin) -> None:
    admin.promote()
    admin.set_limit(Threshold(0.35, 0.50))

    admin.go_back(1)

    assert admin.limit() == Threshold(0.58, 0.76)


def test_it_waits_until_every_live_worker_has_the_file(admin: Admin) -> None:
    reported(admin.session, "there", [], now=admin.now)

    with pytest.raises(ConflictError, match="there"):
        admin.promote()

    assert admin.in_force() is None


def test_it_waits_for_a_worker_that_can_say_so(admin: Admin) -> None:
    admin.now += worker_reports.LIVE_FOR * 2

    with pytest.raises(ConflictError, match="No worker"):
        admin.promote()


def test_who_saw_another_choice_changes_nothing(admin: Admin) -> None:
    admin.promote()

    admin.classifier = own(admin.session, "two", now=admin.now)
    reported(admin.session, "here", [admin.classifier], now=admin.now)
    with pytest.raises(ConflictError, match="in the meantime"):
        admin.promote()


def test_what_is_in_force_is_not_promoted_again(admin: Admin) -> None:
    admin.promote()

    with pytest.raises(ConflictError, match="It is in force"):
        admin.promote(1)


def test_removing_its_scores_ends_its_scoring_in_shadow(admin: Admin) -> None:
    role = ClassifierRole.SHADOW
    classifiers.choose(
        admin.session,
        role,
        admin.classifier,
        expected_number=0,
        actor_id=None,
        now=admin.now,
    )

    promoting.end_shadow(
        admin.session,
        f"learned-{admin.classifier.sha256[:12]}-d1",
        actor_id=admin.account_id,
        now=admin.now,
    )

    assert classifiers.chosen(admin.session, role) is None


@pytest.mark.parametrize("length", [0, 1, 12, 63])
def test_the_beginning_of_a_digest_puts_nothing_into_force(
    admin: Admin, length: int
) -> None:
    beginning = ChooseClassifier(0, admin.classifier.sha256[:length])

    with pytest.raises(NotFoundError):
        promoting.promote(
            admin.session, beginning, actor_id=admin.account_id, now=admin.now
        )
