"""A shadow classifier scores comments that have a verdict, and decides nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from auth.core.actor import Actor
from auth.db.database import Database
from moderation.discussion.models import Article, Comment
from moderation.discussion.rules import Status
from moderation.intake.background.shadowing import TEXTS_AT_ONCE, Shadow
from moderation.intake.worker import Worker
from moderation.policy.models import Score, Verdict
from moderation.policy.services import verdicts
from moderation.review.quality.services import sampling
from moderation.scoring.base.errors import ScorerUnavailableError
from moderation.scoring.base.labels import Label
from moderation.scoring.base.protocol import Scorer, Scores
from moderation.scoring.runtime.fixed_scorer import FixedScorer
from moderation.tuning.services import shadows
from tests import newsroom

SHADOW = "shadow-1"


class ShadowScorer(FixedScorer):
    """A classifier that calls every text toxic."""

    version = SHADOW

    def score(self, texts: Sequence[str]) -> list[Scores]:
        return [{**each, Label.TOXICITY: 0.99} for each in super().score(texts)]


class Broken(FixedScorer):
    """A classifier that raises an error for every text."""

    def score(self, _texts: Sequence[str]) -> list[Scores]:
        raise ScorerUnavailableError("It broke.")


def loaded(database: Database, scorer: Scorer) -> Shadow:
    shadow = Shadow(database, lambda: scorer)
    shadow.load()
    return shadow


@pytest.fixture
def reader(database: Database, now: datetime) -> Actor:
    with database.unit_of_work(write=True) as work:
        newsroom.ensure_newsroom(work.session, now=now)
        newsroom.article(work.session, now=now)
        return newsroom.person(work.session, "Nour", now=now)


def post(database: Database, reader: Actor, *texts: str) -> None:
    """Post comments and store their verdicts."""
    with database.unit_of_work(write=True) as work:
        article = work.session.scalars(select(Article)).one()
        for said in texts:
            newsroom.post(work.session, reader, article, said, now=work.now)
    worker = Worker(database, FixedScorer())
    while worker.run_once():
        pass


def finish(shadow: Shadow) -> None:
    while shadow.run_once():
        pass


def scored(database: Database) -> int:
    """Return how many texts the shadow classifier has scored."""
    with database.unit_of_work(write=False) as work:
        count = select(func.count()).where(Score.model_version == SHADOW)
        return work.session.scalar(count) or 0


def test_what_was_judged_before_and_comes_later_is_scored_once(
    database: Database, reader: Actor
) -> None:
    post(database, reader, *(f"Word {n}." for n in range(TEXTS_AT_ONCE + 2)))
    shadow = loaded(database, ShadowScorer())
    finish(shadow)

    post(database, reader, "Later.", "Later still.", "Last.")
    finish(shadow)
    finish(loaded(database, ShadowScorer()))

    assert scored(database) == TEXTS_AT_ONCE + 5


def test_a_shadow_classifier_decides_nothing(database: Database, reader: Actor) -> None:
    post(database, reader, "One.", "Two.")

    finish(loaded(database, ShadowScorer()))

    with database.unit_of_work(write=False) as work:
        statuses = set(work.session.scalars(select(Comment.status)))
        versions = set(
            work.session.scalars(
                select(Score.model_version).join(Verdict, Verdict.score_id == Score.id)
            )
        )
    assert statuses == {Status.PUBLISHED}
    assert versions == {FixedScorer.version}


@pytest.mark.parametrize("scorer", [Broken(), None], ids=["breaks", "not loaded"])
def test_a_broken_shadow_classifier_stops_nothing(
    database: Database, reader: Actor, scorer: Scorer | None
) -> None:
    post(database, reader, "One.", "Two.")

    def load() -> Scorer:
        if scorer is None:
            raise FileNotFoundError("no such checkpoint")
        return scorer

    shadow = Shadow(database, load)
    shadow.load()
    finish(shadow)
    post(database, reader, "Three.")

    with database.unit_of_work(write=False) as work:
        assert set(work.session.scalars(select(Comment.status))) == {Status.PUBLISHED}
    assert scored(database) == 0


def test_the_audit_sample_counts_what_was_judged_and_not_what_was_tried(
    database: Database, reader: Actor
) -> None:
    post(database, reader, "One.", "Two.", "Three.")
    finish(loaded(database, ShadowScorer()))

    with database.unit_of_work(write=False) as work:
        assert sampling.scored_today(work.session, work.now) == 3


def test_what_a_shadow_classifier_scored_can_be_dropped_and_no_verdict_loses_its_scores(
    database: Database, reader: Actor
) -> None:
    post(database, reader, "One.", "Two.", "Three.")
    finish(loaded(database, ShadowScorer()))

    with database.unit_of_work(write=True) as work:
        dropped = shadows.drop(work.session, SHADOW)
        kept = shadows.drop(work.session, FixedScorer.version)

    assert (dropped, kept) == (3, 0)
    assert scored(database) == 0


def test_shadow_classifiers_of_the_last_month_are_listed(
    database: Database, reader: Actor
) -> None:
    post(database, reader, "One.", "Two.", "Three.")
    finish(loaded(database, ShadowScorer()))

    with database.unit_of_work(write=False) as work:
        [shadow_classifier] = shadows.shadow_classifiers(work.session, now=work.now)
        assert verdicts.classifier_in_force(work.session) == (
            "fixed",
            FixedScorer.version,
        )
        later = work.now + timedelta(days=31)
        assert shadows.shadow_classifiers(work.session, now=later) == []
    assert (shadow_classifier.version, shadow_classifier.scored) == (SHADOW, 3)
