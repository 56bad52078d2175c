"""What ``doctor`` says of the classifiers in use."""

from __future__ import annotations

from datetime import datetime

import pytest

from auth.db.database import Database
from moderation.policy.classifier_models import ClassifierRole
from moderation.policy.services import classifiers
from moderation.running import doctor
from moderation.scoring.base.checkpoints import BUNDLED_SHA256, version_of
from tests.own_classifiers import own

NEWER = "bundled-2"


@pytest.mark.parametrize(
    ("name", "sha256", "version"),
    [
        ("bundled", "", f"bundled-{BUNDLED_SHA256[:12]}"),
        ("multilingual", "", "multilingual-0b549669"),
        ("/models/ours.ckpt", "AB" * 32, "ours-abababababab"),
    ],
)
def test_a_version_begins_with_the_name_and_the_digest(
    name: str, sha256: str, version: str
) -> None:
    assert version_of(name, sha256) == version


@pytest.mark.parametrize("role", ClassifierRole)
@pytest.mark.parametrize(
    ("base", "configured", "is_told"),
    [
        pytest.param("bundled-1", "bundled-1", False, id="the same"),
        pytest.param("bundled-1", NEWER, True, id="an upgrade"),
        pytest.param("multilingual-0b5496691234", "multilingual-0b549669", False),
        pytest.param("", NEWER, False, id="made elsewhere"),
    ],
)
def test_a_classifier_in_use_from_another_start_is_told(
    database: Database,
    now: datetime,
    role: ClassifierRole,
    base: str,
    configured: str,
    *,
    is_told: bool,
) -> None:
    with database.unit_of_work(write=True) as work:
        classifier = own(work.session, "one", now=now)
        classifier.base = base
        classifiers.choose(
            *(work.session, role, classifier), expected_number=0, actor_id=None, now=now
        )

    lines = list(doctor.examine(database, configured=configured))

    told = [line for line in lines if line.startswith("classifier: learned-")]
    assert bool(told) is is_told
    assert all("learn --decisions` again" in line for line in told)
