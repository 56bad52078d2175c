from __future__ import annotations

from pathlib import Path

import pytest

from auth.core.permissions import Role
from auth.db.database import Database
from moderation.app import Parts, create_app
from moderation.app import testing_config as settings_of
from moderation.discussion.rules import Status
from moderation.intake.worker import Worker
from moderation.policy.probabilities import in_force, of_scores, said
from moderation.scoring.base.checkpoints import BUNDLED, BUNDLED_SHA256, Checkpoint
from moderation.scoring.base.labels import Label
from moderation.scoring.runtime.calibration import Calibration, CalibrationLine, keep
from moderation.scoring.runtime.fixed_scorer import FixedScorer
from tests.calling import founded

DIGEST = BUNDLED_SHA256[:12]
SAYS_SO = "of 100 comments at 0.80"
MEANING = "is a probability: of 100 comments at 0.80, about 80 are what the label says."
CALIBRATED = set(Label) - {Label.SEVERE_TOXICITY, Label.SEXUAL_EXPLICIT}


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        (f"bundled-{DIGEST}-int8-u3-c3", CALIBRATED),
        (f"bundled-{DIGEST}-int8-u3", set()),
        (f"bundled-{DIGEST}-int8-u3-c1", set()),
        ("other-0123456789ab-int8-u3-c3", set()),
        ("fixed-1", set()),
        ("", set()),
    ],
    ids=["calibrated", "as trained", "otherwise", "another", "fixed", "unscored"],
)
def test_scores_are_probabilities_if_their_version_was_calibrated(
    version: str, expected: set[Label]
) -> None:
    assert of_scores(BUNDLED, "", version) == expected


@pytest.mark.parametrize(
    ("sha256", "expected"),
    [("ab" * 32, {Label.THREAT}), ("AB" * 32, {Label.THREAT}), ("cd" * 32, set())],
    ids=["its own", "in capitals", "of another"],
)
def test_an_own_checkpoint_has_its_calibration_beside_it(
    tmp_path: Path, sha256: str, expected: set[Label]
) -> None:
    file = tmp_path / "own.ckpt"
    fitted = Calibration("c7", {Label.THREAT: CalibrationLine(1.5, 0.0)})
    keep(fitted, Checkpoint("own", file, "ab" * 32, None))

    assert in_force(str(file), sha256) == expected


@pytest.mark.parametrize(
    ("classifier", "expected"),
    [(BUNDLED, CALIBRATED), ("unbiased", set()), ("fixed", set())],
)
def test_the_bundled_checkpoint_is_calibrated_and_published_ones_are_not(
    classifier: str, expected: set[Label]
) -> None:
    assert in_force(classifier, "") == expected


@pytest.mark.parametrize(
    ("calibrated", "expected"),
    [
        (
            {Label.THREAT},
            f"A score of threat {MEANING} The other labels can only be used",
        ),
        (
            {Label.INSULT, Label.THREAT},
            f"A score of insult and threat {MEANING} The other labels can only be used",
        ),
        (
            CALIBRATED,
            f"A score {MEANING} That of severe toxicity and sexually explicit can only",
        ),
        (set(Label), f"A score {MEANING}"),
    ],
    ids=["one", "two", "all but one", "all"],
)
def test_the_page_says_which_labels_are_probabilities_and_which_only_rank(
    calibrated: set[Label], expected: str
) -> None:
    assert said(calibrated).startswith(expected)


def test_nothing_is_said_where_no_score_is_a_probability() -> None:
    assert said(set()) == ""


@pytest.mark.parametrize(("classifier", "is_said"), [(BUNDLED, True), ("fixed", False)])
def test_an_admin_who_sets_a_threshold_reads_what_it_is_a_probability_of(
    sqlite_database: Database, tmp_path: Path, classifier: str, is_said: bool
) -> None:
    config = settings_of(tmp_path, classifier=classifier)
    called = founded(create_app(config, Parts(sqlite_database)), sqlite_database)
    ada, _ = called.person("Ada", Role.ADMIN)

    page = ada.client.get("/admin/profiles/general").get_data(as_text=True)

    assert page.count(SAYS_SO) == is_said


@pytest.mark.parametrize("is_calibrated", [True, False])
def test_an_item_says_so_of_scores_that_were_calibrated(
    sqlite_database: Database, tmp_path: Path, is_calibrated: bool
) -> None:
    config = settings_of(tmp_path, classifier=BUNDLED)
    called = founded(create_app(config, Parts(sqlite_database)), sqlite_database)
    ada, _ = called.person("Ada", Role.ADMIN)
    _, nour = called.person("Nour")
    called.comment(nour, "They are vermin.", status=Status.WAITING)

    Worker(sqlite_database, Bundled(is_calibrated=is_calibrated)).run_once()

    page = ada.client.get("/queue/items/1").get_data(as_text=True)
    assert (SAYS_SO in page) is is_calibrated


class Bundled(FixedScorer):
    """Says of its scores that they are from the bundled checkpoint."""

    def __init__(self, *, is_calibrated: bool) -> None:
        super().__init__()
        self.version = f"bundled-{DIGEST}-int8-u3{'-c3' * is_calibrated}"
