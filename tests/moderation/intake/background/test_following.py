"""A worker follows the choice of classifiers, or says why it does not."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from auth.db.database import Database
from moderation import app
from moderation.intake.background.following import NO_FILE, NOT_LOADED, Follower
from moderation.intake.background.shadowing import Shadow
from moderation.intake.classifier_names import ClassifierName
from moderation.platform.config import Config
from moderation.policy.classifier_models import ClassifierRole
from moderation.policy.services import classifiers, worker_reports
from moderation.policy.services.classifiers import ClassifierDraft
from moderation.scoring.base import own_models
from moderation.scoring.base.checkpoints import digest_of
from moderation.scoring.base.errors import CheckpointRefusedError
from moderation.scoring.base.protocol import Scorer
from moderation.scoring.runtime.fixed_scorer import FixedScorer

Reported = tuple[str, list[str], str]
"""The version that a worker reports, the files that it has, and its trouble."""


class Loaded(FixedScorer):
    """A classifier with the version of what was asked for."""

    def __init__(self, named: ClassifierName) -> None:
        self.version = f"learned-{named.own[:12]}" if named.own else "fixed-1"


class Worked:
    """A worker that follows, and what it was told to use."""

    def __init__(self, database: Database, settings: Config) -> None:
        self.database = database
        self.used: list[str] = []
        self.shadows: list[Shadow | None] = []
        self.is_broken = False
        self.follower = Follower(
            database=database,
            settings=settings,
            load=self.load,
            use=lambda scorer, _: self.used.append(scorer.version),
            use_shadow=self.shadows.append,
            version="fixed-1",
        )

    def load(self, named: ClassifierName) -> Scorer:
        if self.is_broken:
            raise CheckpointRefusedError("It is damaged.")
        return Loaded(named)

    def reported(self) -> Reported:
        self.follower.do_round()
        with self.database.unit_of_work(write=False) as work:
            [report] = worker_reports.live(work.session, now=work.now)
            return report.version, report.files, report.trouble


@pytest.fixture
def settings(tmp_path: Path) -> Config:
    return app.testing_config(tmp_path / "instance")


@pytest.fixture
def worked(database: Database, settings: Config) -> Worked:
    return Worked(database, settings)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / own_models.CONFIG).mkdir()
    made = tmp_path / "learned.ckpt"
    made.write_bytes(b"weights")
    return made


def chosen(database: Database, file: Path, role: ClassifierRole) -> str:
    """Choose the checkpoint in *file* for *role*; return its digest."""
    sha256 = stored(database, file)
    with database.unit_of_work(write=True) as work:
        classifiers.choose(
            work.session,
            role,
            classifiers.by_digest(work.session, sha256),
            expected_number=0,
            actor_id=None,
            now=work.now,
        )
    return sha256


def stored(database: Database, file: Path) -> str:
    with database.unit_of_work(write=True) as work:
        draft = ClassifierDraft(digest_of(file), "learned", base="")
        return classifiers.store(work.session, draft, now=work.now).sha256


def installed(settings: Config, file: Path) -> None:
    own_models.put(
        file,
        settings.models_path,
        name="learned",
        config=file.parent / own_models.CONFIG,
    )


def test_it_loads_what_was_chosen_and_reports_it(
    database: Database, settings: Config, worked: Worked, file: Path
) -> None:
    installed(settings, file)
    sha256 = chosen(database, file, ClassifierRole.IN_FORCE)

    report = worked.reported()
    worked.follower.do_round()

    assert worked.used == [f"learned-{sha256[:12]}"]
    assert report == (
        f"learned-{sha256[:12]}",
        [sha256],
        "",
    )


def test_without_the_file_it_keeps_the_old_one_and_says_so_until_the_file_comes(
    database: Database, settings: Config, worked: Worked, file: Path
) -> None:
    chosen(database, file, ClassifierRole.IN_FORCE)

    report = worked.reported()
    used = list(worked.used)
    installed(settings, file)

    assert report == ("fixed-1", [], NO_FILE)
    assert used == []
    assert worked.reported()[2] == ""


def test_a_classifier_that_does_not_load_leaves_the_old_one_in_force(
    database: Database, settings: Config, worked: Worked, file: Path
) -> None:
    installed(settings, file)
    chosen(database, file, ClassifierRole.IN_FORCE)
    worked.is_broken = True

    report = worked.reported()

    assert report[::2] == ("fixed-1", NOT_LOADED)


def test_a_file_that_was_altered_does_not_count_as_there(
    database: Database, settings: Config, worked: Worked, file: Path
) -> None:
    sha256 = stored(database, file)
    installed(settings, file)
    placed = own_models.location(settings.models_path, name="learned", sha256=sha256)
    placed.write_bytes(b"others")

    assert worked.reported()[1] == []


def test_another_shadow_classifier_is_followed_once(
    database: Database, settings: Config, worked: Worked, file: Path
) -> None:
    worked.follower.do_round()
    installed(settings, file)
    chosen(database, file, ClassifierRole.SHADOW)

    worked.follower.do_round()
    worked.follower.do_round()

    assert [each is None for each in worked.shadows] == [True, False]


def test_a_worker_that_has_not_reported_for_minutes_is_not_alive(
    database: Database, worked: Worked
) -> None:
    worked.follower.do_round()

    with database.unit_of_work(write=False) as work:
        later = work.now + worker_reports.LIVE_FOR + timedelta(seconds=1)
        assert worker_reports.live(work.session, now=later) == []
