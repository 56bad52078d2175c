"""Limits are carried over to the scores of the checkpoint that reads newspapers."""

from __future__ import annotations

import importlib
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import pytest

from auth.db.database import Database
from moderation.policy.builtin import BUILTIN_PROFILES, BuiltinProfile
from moderation.policy.rules import Threshold
from moderation.policy.services import profiles
from moderation.running.migrate import downgrade, upgrade
from moderation.scoring.base.labels import Label
from tests import newsroom
from tests.judged import judged

MIGRATIONS = Path(__file__).parents[2] / "migrations" / "versions"
FORMER = "bundled-962ccf720353-int8-u1-c2"


@pytest.fixture
def migration() -> ModuleType:
    [name] = [
        each.stem
        for each in MIGRATIONS.glob("*_limits_of_the_checkpoint_for_newspapers.py")
    ]
    return importlib.import_module(f"migrations.versions.{name}")


@pytest.mark.parametrize("label", [label.value for label in Label])
def test_a_higher_limit_stays_the_higher_one(migration: ModuleType, label: str) -> None:
    carried = [migration.carried(label, step / 100) for step in range(101)]

    assert carried[0] == 0.0
    assert carried[-1] == 1.0
    assert all(low <= high for low, high in pairwise(carried))


@pytest.mark.parametrize("builtin", BUILTIN_PROFILES, ids=lambda each: each.key)
def test_untouched_limits_become_those_of_the_new_built_in_profile(
    migration: ModuleType, builtin: BuiltinProfile
) -> None:
    former = {
        label: {"flag": flag, "hold": hold}
        for label, (flag, hold) in migration.FORMER_BUILTIN[builtin.key].items()
    }

    carried = migration.carried_all(builtin.key, former)

    assert carried == profiles.as_json(builtin.thresholds)


@pytest.mark.parametrize(
    ("version", "number"), [(FORMER, 2), ("own-0123456789ab-c1", 1), ("fixed-1", 1)]
)
def test_only_a_newsroom_with_the_former_bundled_checkpoint_gets_a_version(
    database: Database, now: datetime, migration: ModuleType, version: str, number: int
) -> None:
    own = {Label.TOXICITY: Threshold(0.21, 0.83)}
    with database.unit_of_work(write=True) as work:
        newsroom.ensure_newsroom(work.session, now=now)
        article = newsroom.article(work.session, now=now)
        reader = newsroom.person(work.session, "Ruth", now=now)
        model = ("bundled", version)
        judged(work.session, reader, article, "A word", 0.1, now=now, model=model)
        current = profiles.current_version(work.session, "general")
        current.thresholds = profiles.as_json(own)

    downgrade(database, migration.down_revision)
    upgrade(database)

    with database.unit_of_work(write=False) as work:
        after = profiles.current_version(work.session, "general")
        limits = migration.carried_all("general", profiles.as_json(own))
        assert after.number == number
        assert after.thresholds == (limits if number > 1 else profiles.as_json(own))
