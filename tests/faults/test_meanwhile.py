"""A comment changes while the classifier scores it: the late result is dropped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update

from auth.core.models import Account
from auth.db.database import Database
from moderation.discussion.models import Article, Comment, Revision
from moderation.discussion.rules import Status
from moderation.discussion.text import read
from moderation.intake.inputs import EditComment
from moderation.intake.services import submission
from moderation.intake.worker import Worker
from moderation.policy.inputs import ChangeProfile
from moderation.policy.models import ProfileVersion, Score, Verdict
from moderation.policy.rules import Threshold
from moderation.policy.services import profiles
from moderation.privacy.services import erasing
from moderation.scoring.base.labels import Label
from moderation.scoring.base.protocol import Scores
from moderation.scoring.runtime.fixed_scorer import FixedScorer
from tests import newsroom

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


class Interrupted(FixedScorer):
    """A classifier that calls a function while it works."""

    def __init__(self, happens: Callable[[], object]) -> None:
        super().__init__()
        self._happens = happens

    def score(self, texts: Sequence[str]) -> list[Scores]:
        self._happens()
        return super().score(texts)


class Next(FixedScorer):
    """The next version."""

    version = "fixed-2"


@pytest.fixture
def comment_id(database: Database, now: datetime) -> int:
    """A waiting comment that would be held."""
    with database.unit_of_work(write=True) as work:
        newsroom.ensure_newsroom(work.session, now=now)
        newsroom.article(work.session, now=now)
        author = newsroom.person(work.session, "Amina", now=now)
        article = work.session.scalars(select(Article)).one()
        said = "They are vermin."
        return newsroom.post(work.session, author, article, said, now=now).id


def test_what_is_erased_while_it_is_read_gets_no_verdict_and_stays_gone(
    database: Database, comment_id: int
) -> None:
    def erase() -> None:
        with database.unit_of_work(write=True) as work:
            author_id = work.session.get_one(Comment, comment_id).author_id
            erasing.erase_comment(
                work.session, comment_id, author_id=author_id, now=work.now
            )

    Worker(database, Interrupted(erase)).run_once()

    with database.unit_of_work(write=False) as work:
        assert work.session.get_one(Comment, comment_id).status is Status.DELETED
        assert work.session.scalars(select(Revision.text)).all() == [""]
        assert work.session.scalars(select(Score.id)).all() == []
        assert work.session.scalars(select(Verdict.id)).all() == []


def test_thresholds_that_change_while_it_is_read_count_and_are_named_by_the_verdict(
    database: Database, comment_id: int
) -> None:
    def be_lenient() -> None:
        with database.unit_of_work(write=True) as work:
            profiles.change(
                work.session,
                ChangeProfile(
                    key="general",
                    expected_number=1,
                    thresholds={Label.TOXICITY: Threshold(0.9999, 0.99999)},
                    fallback=profiles.current_version(work.session, "general").fallback,
                    reason="We trust our readers.",
                ),
                actor_id=None,
                now=work.now,
            )

    Worker(database, Interrupted(be_lenient)).run_once()

    with database.unit_of_work(write=False) as work:
        applied = select(ProfileVersion.number).join(
            Verdict, Verdict.profile_version_id == ProfileVersion.id
        )
        assert work.session.scalars(applied).all() == [2]
        assert work.session.get_one(Comment, comment_id).status is Status.PUBLISHED


def test_the_first_result_counts_if_two_versions_of_the_classifier_score_a_text(
    database: Database, comment_id: int
) -> None:
    def be_overtaken() -> None:
        with database.unit_of_work(write=True) as work:
            work.session.execute(update(Revision).values(lease_until=LONG_AGO))
        Worker(database, Next()).run_once()

    Worker(database, Interrupted(be_overtaken)).run_once()

    with database.unit_of_work(write=False) as work:
        assert work.session.scalars(select(Score.model_version)).all() == ["fixed-2"]
        assert len(work.session.scalars(select(Verdict.id)).all()) == 1
        assert work.session.get_one(Comment, comment_id).status is Status.HELD


def test_what_is_edited_while_it_is_read_is_judged_by_its_new_text_alone(
    database: Database, comment_id: int
) -> None:
    def edit() -> None:
        with database.unit_of_work(write=True) as work:
            comment = work.session.get_one(Comment, comment_id)
            author = work.session.get_one(Account, comment.author_id)
            submission.edit(
                work.session,
                EditComment(
                    comment_id=comment_id,
                    revision_id=comment.latest_revision_id,
                    text=read("They are neighbours.", longest=100),
                ),
                actor=newsroom.actor_of(work.session, author),
                now=work.now,
            )

    Worker(database, Interrupted(edit)).run_once()
    with database.unit_of_work(write=False) as work:
        assert work.session.scalars(select(Verdict.id)).all() == []
    Worker(database, FixedScorer()).run_once()

    with database.unit_of_work(write=False) as work:
        comment = work.session.get_one(Comment, comment_id)
        judged = work.session.scalars(select(Verdict.revision_id)).all()
        assert judged == [comment.latest_revision_id]
        assert comment.status is Status.PUBLISHED
