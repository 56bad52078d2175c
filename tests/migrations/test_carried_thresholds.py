"""Thresholds keep their effect when the scale of scores changes."""

from __future__ import annotations

import importlib
from datetime import datetime
from types import ModuleType

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from auth.db.database import Database
from moderation.policy.models import Profile, ProfileVersion, ScheduledVersion
from moderation.policy.rules import Threshold
from moderation.policy.services import profiles
from moderation.running.migrate import downgrade, upgrade
from moderation.scoring.base.labels import Label
from tests import newsroom
from tests.judged import judged

BUNDLED = "bundled-962ccf720353-int8-u1"
SET = {
    Label.TOXICITY: Threshold(0.45, 0.90),
    Label.SEVERE_TOXICITY: Threshold(0.50, 0.70),
    Label.THREAT: Threshold(0.70, 1.0),
}


@pytest.fixture
def migration() -> ModuleType:
    return importlib.import_module(
        "migrations.versions.0026_thresholds_on_the_scale_of_chances"
    )


@pytest.mark.parametrize(
    ("label", "limit", "expected"),
    [
        ("toxicity", 0.45, 0.44),
        ("toxicity", 0.90, 0.88),
        ("severe_toxicity", 0.70, 0.70),
        ("obscene", 0.85, 0.92),
        ("threat", 0.70, 0.06),
        ("sexual_explicit", 0.30, 0.01),
        ("threat", 0.0, 0.0),
        ("threat", 1.0, 1.0),
    ],
)
def test_a_limit_is_carried_to_where_the_same_comments_lie(
    migration: ModuleType, label: str, limit: float, expected: float
) -> None:
    assert migration.carried(label, limit) == expected


def tuned(session: Session, version: str, now: datetime) -> None:
    """Create a newsroom with its own thresholds for scores of *version*."""
    newsroom.ensure_newsroom(session, now=now)
    article = newsroom.article(session, now=now)
    reader = newsroom.person(session, "Ruth", now=now)
    judged(session, reader, article, "A word", 0.1, now=now, model=("bundled", version))
    current = profiles.current_version(session, "general")
    current.thresholds = profiles.as_json(SET)
    session.add(
        ScheduledVersion(
            profile_id=current.profile_id,
            due_at=now,
            thresholds=profiles.as_json(SET),
            fallback=current.fallback,
            handling=current.handling,
            reason="Elections.",
            created_at=now,
        )
    )


def again(database: Database) -> None:
    """Downgrade and upgrade the migration again."""
    downgrade(database, "0025")
    upgrade(database)


def test_a_profile_gets_a_version_with_the_same_limits_on_the_new_scale(
    database: Database, now: datetime
) -> None:
    with database.unit_of_work(write=True) as work:
        tuned(work.session, f"{BUNDLED}-c1", now)

    again(database)

    with database.unit_of_work(write=False) as work:
        version = work.session.scalars(
            select(ProfileVersion)
            .join(Profile, Profile.id == ProfileVersion.profile_id)
            .where(Profile.key == "general", ProfileVersion.number == 2)
        ).one()
        assert profiles.from_json(version.thresholds) == {
            Label.TOXICITY: Threshold(0.44, 0.88),
            Label.SEVERE_TOXICITY: Threshold(0.50, 0.70),
            Label.THREAT: Threshold(0.06, 1.0),
        }
        [scheduled] = work.session.query(ScheduledVersion)
        current = profiles.current_version(work.session, "general")
        assert scheduled.thresholds == current.thresholds


@pytest.mark.parametrize("version", ["own-0123456789ab-c1", "fixed-1"])
def test_limits_set_for_other_scores_stay_as_they_are(
    database: Database, now: datetime, version: str
) -> None:
    with database.unit_of_work(write=True) as work:
        tuned(work.session, version, now)

    again(database)

    with database.unit_of_work(write=False) as work:
        current = profiles.current_version(work.session, "general")
        assert (current.number, profiles.from_json(current.thresholds)) == (1, SET)
