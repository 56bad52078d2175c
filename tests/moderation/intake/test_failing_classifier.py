"""Verdicts on comments for which the classifier fails."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from auth.db.database import Database
from moderation.discussion.rules import Status
from moderation.intake.worker import Worker
from moderation.policy.models import Verdict
from moderation.review.items.models import ReviewItem
from moderation.scoring.base.errors import ScorerUnavailableError
from moderation.scoring.base.protocol import Scores, Span
from moderation.scoring.runtime.fixed_scorer import FixedScorer
from tests import newsroom
from tests.moderation.intake.posting import post, status_of, work_off


class Poisoned(FixedScorer):
    """A scorer that raises an error for one text."""

    def score(self, texts: Sequence[str]) -> list[Scores]:
        if any("poison" in text for text in texts):
            raise ScorerUnavailableError("It broke.")
        return super().score(texts)


class Speechless(FixedScorer):
    """A scorer that cannot explain its scores."""

    def explain(self, _text: str) -> list[Span]:
        raise ScorerUnavailableError("It broke.")


def test_a_verdict_does_without_an_explanation_that_fails(
    database: Database, now: datetime
) -> None:
    [comment_id] = post(database, now, "They are vermin.")

    Worker(database, Speechless()).run_once()

    assert status_of(database, comment_id) is Status.HELD


def test_a_comment_that_breaks_the_classifier_takes_no_other_with_it(
    database: Database, now: datetime
) -> None:
    ids = post(database, now, "Calm.", "Some poison.", "Calmer.")
    worker = Worker(database, Poisoned())

    work_off(database, worker)

    assert [status_of(database, each) for each in ids] == [Status.PUBLISHED] * 3
    with database.unit_of_work(write=False) as work:
        kinds = {
            verdict.comment_id: [cause["kind"] for cause in verdict.causes]
            for verdict in work.session.scalars(
                select(Verdict).where(Verdict.superseded_at.is_(None))
            )
        }
    assert kinds == {ids[0]: [], ids[1]: ["unscored"], ids[2]: []}


def test_without_an_answer_war_coverage_is_held(
    database: Database, now: datetime
) -> None:
    scorer = FixedScorer()
    scorer.is_available = False
    [comment_id] = post(database, now, "A word.", subjects=newsroom.WAR)

    work_off(database, Worker(database, scorer))

    assert status_of(database, comment_id) is Status.HELD


def test_a_comment_held_for_want_of_an_answer_is_judged_once_there_is_one(
    database: Database, now: datetime
) -> None:
    scorer = FixedScorer()
    scorer.is_available = False
    [comment_id] = post(database, now, "A word.", subjects=newsroom.WAR)
    worker = Worker(database, scorer)
    work_off(database, worker)

    scorer.is_available = True
    work_off(database, worker)

    assert status_of(database, comment_id) is Status.PUBLISHED
    with database.unit_of_work(write=False) as work:
        item = work.session.scalars(select(ReviewItem)).one()
        assert item.closed_at is not None
