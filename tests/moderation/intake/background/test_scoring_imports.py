"""Imported texts are scored when nothing else waits, and can be replayed."""

from __future__ import annotations

from pathlib import Path

import pytest

from auth.core.permissions import Role
from auth.db.database import Database
from moderation.discussion.models import Comment
from moderation.discussion.rules import Status
from moderation.intake.background import scoring_imports
from moderation.intake.background.scoring_imports import ImportedTexts
from moderation.intake.worker import Worker
from moderation.policy.models import Score, Verdict
from moderation.scoring.base.errors import ScorerUnavailableError
from moderation.scoring.base.protocol import Scores
from moderation.scoring.runtime.fixed_scorer import FixedScorer
from moderation.tuning.rules.effects import replay
from moderation.tuning.rules.past_comments import PastDecision
from moderation.tuning.services.past_comments import read_imported
from tests.calling import Newsroom
from tests.moderation.exchange.imports import importing
from tests.moderation.exchange.imports.coral_exports import folder_of_lines


class Broken(FixedScorer):
    """A classifier that raises an error for every text."""

    def score(self, _texts: object) -> list[Scores]:
        raise ScorerUnavailableError("It broke.")


@pytest.fixture
def imported(database: Database, tmp_path: Path) -> Database:
    importing.found(database)
    importing.take_over(database, folder_of_lines(tmp_path), "coral")
    return database


def score_all(database: Database, rounds: int = 20) -> None:
    texts = ImportedTexts(database)
    for _ in range(rounds):
        texts.run_once(FixedScorer())


def statuses(database: Database) -> list[Status]:
    return [each.status for each in importing.rows(database, Comment)]


def test_the_newest_text_of_each_is_scored_once_and_no_status_changes(
    imported: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scoring_imports, "ROWS_AT_ONCE", 3)
    before = statuses(imported)

    score_all(imported)
    score_all(imported)

    assert len(importing.rows(imported, Score)) == 6
    assert importing.rows(imported, Verdict) == []
    assert statuses(imported) == before


def test_what_is_imported_later_is_scored_too(
    imported: Database, tmp_path: Path
) -> None:
    texts = ImportedTexts(imported)
    while texts.run_once(FixedScorer()):
        pass
    assert texts.run_once(FixedScorer()) == 0
    grown = folder_of_lines(tmp_path)
    with (grown / "comments.json").open("a") as file:
        text = (grown / "comments.json").read_text().splitlines()[1]
        file.write(text.replace("Two", "Eight") + "\n")
    importing.take_over(imported, grown, "coral")

    while texts.run_once(FixedScorer()):
        pass

    assert len(importing.rows(imported, Score)) == 7


def test_a_broken_classifier_keeps_nobody_waiting(imported: Database) -> None:
    texts = ImportedTexts(imported)
    while texts.run_once(Broken()):
        pass

    assert importing.rows(imported, Score) == []


def test_the_worker_does_it_when_nothing_else_waits(imported: Database) -> None:
    worker = Worker(imported, FixedScorer())
    worker._do_round()

    assert len(importing.rows(imported, Score)) == scoring_imports.TEXTS_AT_ONCE


def test_the_decisions_of_the_other_system_can_be_replayed(
    imported: Database,
) -> None:
    score_all(imported)

    with imported.unit_of_work(write=False) as work:
        past = read_imported(work.session, "general", now=work.now)

    decided = sorted(PastDecision(each) for each in past.fates)
    assert decided == [PastDecision.APPROVED, PastDecision.REJECTED]
    assert replay(past, {}).whole is not None


def test_the_simulator_shows_them_apart(called: Newsroom, tmp_path: Path) -> None:
    admin, _ = called.person("Ada", Role.ADMIN)
    assert "Imported decisions" not in admin.client.get("/admin/profiles/general").text
    importing.take_over(called.database, folder_of_lines(tmp_path), "coral")
    score_all(called.database)
    called.app.extensions.pop("ceasefire.imported_comments")

    page = admin.client.get("/admin/profiles/general").text

    assert "Imported decisions" in page
    assert "2 comments on which moderators decided" in page
