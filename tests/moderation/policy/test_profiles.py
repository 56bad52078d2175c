from __future__ import annotations

from datetime import datetime

import pytest

from auth.core.errors import ConflictError, InvalidError
from auth.db.database import Database
from moderation.policy.builtin import (
    BUILTIN_PROFILES,
    FLAGGING,
    NEVER,
    BuiltinProfile,
)
from moderation.policy.inputs import ChangeProfile
from moderation.policy.models import Profile, ProfileChoice
from moderation.policy.rules import Threshold, Thresholds, VerdictKind
from moderation.policy.services import profiles
from moderation.scoring.base.labels import Label
from tests import newsroom

SENSIBLE = {Label.TOXICITY: Threshold(0.5, 0.9)}


def change(
    database: Database,
    *,
    expected: int = 1,
    thresholds: Thresholds = SENSIBLE,
    reason: str = "Too much gets through.",
) -> None:
    with database.unit_of_work(write=True) as work:
        profiles.change(
            work.session,
            ChangeProfile(
                key="general",
                expected_number=expected,
                thresholds=thresholds,
                fallback=VerdictKind.PUBLISH,
                reason=reason,
            ),
            actor_id=None,
            now=work.now,
        )


@pytest.fixture
def founded(database: Database, now: datetime) -> Database:
    with database.unit_of_work(write=True) as work:
        newsroom.ensure_newsroom(work.session, now=now)
    return database


@pytest.mark.parametrize(
    ("own", "subjects", "section", "expected"),
    [
        pytest.param(None, (), "", "general", id="nothing said: General"),
        pytest.param(None, newsroom.WAR, "", "conflict", id="its subjects say war"),
        pytest.param("general", newsroom.WAR, "", "general", id="its own choice wins"),
        pytest.param(None, (), "World", "conflict", id="its section's choice"),
        pytest.param("general", (), "World", "general", id="own before section"),
    ],
)
def test_an_article_gets_its_profile(
    founded: Database,
    now: datetime,
    own: str | None,
    subjects: tuple[str, ...],
    section: str,
    expected: str,
) -> None:
    with founded.unit_of_work(write=True) as work:
        article = newsroom.article(work.session, now=now, subjects=subjects)
        article.section, article.profile_key = section, own
        conflict = profiles.current_version(work.session, "conflict")
        work.session.add(
            ProfileChoice(
                site_id=article.site_id, section="World", profile_id=conflict.profile_id
            )
        )
        work.session.flush()

        key = profiles.profile_key_for(work.session, article)

    assert key == expected


def test_a_change_is_a_new_version_and_the_old_one_stays(founded: Database) -> None:
    change(founded)

    with founded.unit_of_work(write=False) as work:
        numbers = [each.number for each in profiles.versions(work.session, "general")]
        reason = profiles.current_version(work.session, "general").reason
    assert (numbers, reason) == ([2, 1], "Too much gets through.")


def test_a_change_of_an_old_version_is_refused(founded: Database) -> None:
    change(founded)

    with pytest.raises(ConflictError):
        change(founded, expected=1)


@pytest.mark.parametrize(
    ("threshold", "reason"),
    [
        pytest.param(Threshold(0.5, 0.9), "  ", id="no reason"),
        pytest.param(Threshold(0.9, 0.5), "why", id="flags above where it holds"),
        pytest.param(Threshold(-0.1, 0.5), "why", id="below zero"),
        pytest.param(Threshold(0.1, 1.5), "why", id="above one"),
        pytest.param(Threshold(float("nan"), 0.5), "why", id="not a number"),
    ],
)
def test_a_change_that_contradicts_itself_is_refused(
    founded: Database, threshold: Threshold, reason: str
) -> None:
    with pytest.raises(InvalidError):
        change(founded, thresholds={Label.TOXICITY: threshold}, reason=reason)

    with founded.unit_of_work(write=False) as work:
        assert profiles.current_version(work.session, "general").number == 1


def test_founding_twice_changes_nothing(founded: Database, now: datetime) -> None:
    with founded.unit_of_work(write=True) as work:
        profiles.ensure_built_in(work.session, now=now)

    with founded.unit_of_work(write=False) as work:
        assert work.session.query(Profile).count() == 2


def test_a_newsroom_with_another_classifier_begins_with_neutral_limits(
    sqlite_database: Database, now: datetime
) -> None:
    with sqlite_database.unit_of_work(write=True) as work:
        profiles.ensure_built_in(work.session, now=now, is_neutral=True)

    with sqlite_database.unit_of_work(write=False) as work:
        version = profiles.current_version(work.session, "conflict")
        limits = profiles.from_json(version.thresholds)
        assert limits[Label.TOXICITY] == Threshold(0.5, 0.9)
        assert limits[Label.INSULT] == Threshold(0.5, 1.0)
        assert version.reason.startswith("Neutral limits")


@pytest.mark.parametrize("builtin", BUILTIN_PROFILES, ids=lambda each: each.key)
def test_a_lone_insult_or_swear_word_is_never_held_by_default(
    builtin: BuiltinProfile,
) -> None:
    never = {label for label, each in builtin.thresholds.items() if each.hold == NEVER}

    assert never == FLAGGING
