"""Versions from before the column say which choice their limits were set for."""

from __future__ import annotations

import importlib
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from auth.db.database import Database
from moderation.policy.classifier_models import ClassifierChoice, ClassifierRole
from moderation.policy.models import ProfileVersion, ScheduledVersion
from moderation.policy.services import profiles
from moderation.running.migrate import downgrade, upgrade
from tests import newsroom
from tests.own_classifiers import own

HOUR = timedelta(hours=1)


def chosen(session: Session, now: datetime) -> None:
    """Save a limit before and with a promotion, and schedule one meanwhile."""
    newsroom.ensure_newsroom(session, now=now - HOUR)
    current = profiles.current_version(session, "general")
    classifier = own(session, "one", now=now)
    values = {
        "profile_id": current.profile_id,
        "thresholds": current.thresholds,
        "fallback": current.fallback,
        "handling": current.handling,
        "reason": "A test",
    }
    session.add_all(
        [
            ScheduledVersion(**values, due_at=now + HOUR, created_at=now - HOUR / 2),
            ClassifierChoice(
                role=ClassifierRole.IN_FORCE,
                number=1,
                classifier_id=classifier.id,
                chosen_at=now,
            ),
            ProfileVersion(**values, number=2, created_at=now),
        ]
    )


def test_each_gets_the_choice_that_was_in_force_then(
    database: Database, now: datetime
) -> None:
    with database.unit_of_work(write=True) as work:
        chosen(work.session, now)
    [file] = Path("migrations/versions").glob("*_choice_of_limits.py")
    migration = importlib.import_module(f"migrations.versions.{file.stem}")

    downgrade(database, migration.down_revision)
    upgrade(database)

    with database.unit_of_work(write=False) as work:
        numbers = work.session.execute(
            select(ProfileVersion.number, ProfileVersion.choice_number).where(
                ProfileVersion.number.in_((1, 2))
            )
        ).all()
        scheduled = work.session.scalars(select(ScheduledVersion.choice_number)).all()
    assert set(map(tuple, numbers)) == {(1, 0), (2, 1)}
    assert scheduled == [1]
