"""The verdict that a comment gets, and what it rests on."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select

from auth.db.database import Database
from moderation.discussion.models import Article, Comment, Revision
from moderation.discussion.rules import ScoringState, Status
from moderation.intake.worker import Worker
from moderation.policy.inputs import ChangeProfile
from moderation.policy.models import Score, Verdict
from moderation.policy.rules import VerdictKind
from moderation.policy.services import profiles, verdicts
from moderation.review.items.models import ReviewItem
from moderation.scoring.runtime.fixed_scorer import FixedScorer
from tests import newsroom
from tests.moderation.intake.posting import post, status_of

GERMAN = "Das ist doch alles gelogen, was hier in der Zeitung steht."


@pytest.mark.parametrize(
    ("text", "subjects", "status", "is_reviewed"),
    [
        pytest.param("A calm word.", (), "published", False, id="calm"),
        pytest.param("An idiot's word.", (), "published", True, id="flagged"),
        pytest.param("They are vermin.", (), "held", True, id="held"),
        pytest.param(
            "An idiot's word.", newsroom.WAR, "held", True, id="war is stricter"
        ),
    ],
)
def test_a_waiting_comment_gets_its_verdict(
    database: Database,
    now: datetime,
    text: str,
    subjects: tuple[str, ...],
    status: str,
    is_reviewed: bool,
) -> None:
    [comment_id] = post(database, now, text, subjects=subjects)

    Worker(database, FixedScorer()).run_once()

    assert status_of(database, comment_id) == status
    with database.unit_of_work(write=False) as work:
        items = work.session.scalars(select(ReviewItem)).all()
        assert bool(items) is is_reviewed
        score = work.session.scalars(select(Score)).one()
        verdict = work.session.scalars(select(Verdict)).one()
        assert (score.model_name, verdict.score_id) == ("fixed", score.id)


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        pytest.param("A calm word.", set(), id="published"),
        pytest.param("So *they* are vermin.", {"vermin"}, id="held"),
        pytest.param("An idiot's word.", {"idiot"}, id="flagged"),
    ],
)
def test_a_text_that_goes_to_a_person_says_what_drove_it(
    database: Database, now: datetime, text: str, marked: set[str]
) -> None:
    post(database, now, text)

    Worker(database, FixedScorer()).run_once()

    with database.unit_of_work(write=False) as work:
        revision = work.session.scalars(select(Revision)).one()
        spans = verdicts.spans_of(work.session, [revision.id])[revision.id]
        shown = revision.plain_text
        assert {shown[span.start : span.end] for span in spans} == marked


@pytest.mark.parametrize(
    ("subjects", "status"),
    [
        pytest.param((), Status.PUBLISHED, id="general flags"),
        pytest.param(newsroom.WAR, Status.HELD, id="conflict coverage holds"),
    ],
)
def test_what_the_classifier_does_not_read_goes_to_a_person(
    database: Database, now: datetime, subjects: tuple[str, ...], status: Status
) -> None:
    [comment_id] = post(database, now, GERMAN, subjects=subjects)

    Worker(database, FixedScorer()).run_once()

    assert status_of(database, comment_id) is status
    with database.unit_of_work(write=False) as work:
        [verdict] = work.session.scalars(select(Verdict))
        [revision] = work.session.scalars(select(Revision))
        assert [cause["kind"] for cause in verdict.causes] == ["unreadable"]
        assert (verdict.language, verdict.unread) == ("de", 1.0)
        assert revision.scoring_state is ScoringState.UNREADABLE


def test_a_profile_may_publish_what_the_classifier_does_not_read(
    database: Database, now: datetime
) -> None:
    [comment_id] = post(database, now, GERMAN)
    with database.unit_of_work(write=True) as work:
        version = profiles.current_version(work.session, "general")
        profiles.change(
            work.session,
            ChangeProfile(
                key="general",
                expected_number=1,
                thresholds=profiles.from_json(version.thresholds),
                fallback=version.fallback,
                handling_rules={"unreadable": VerdictKind.PUBLISH},
                reason="We read German ourselves.",
            ),
            actor_id=None,
            now=work.now,
        )

    Worker(database, FixedScorer()).run_once()

    assert status_of(database, comment_id) is Status.PUBLISHED
    with database.unit_of_work(write=False) as work:
        assert work.session.scalars(select(ReviewItem)).all() == []


@pytest.mark.parametrize(
    ("said", "answered", "status"),
    [
        pytest.param(
            "All of them are vermin.",
            Status.PUBLISHED,
            Status.PUBLISHED,
            id="the parent's words",
        ),
        pytest.param(
            "Some of them are vermin.",
            Status.PUBLISHED,
            Status.HELD,
            id="words that it does not have",
        ),
        pytest.param(
            "All of them are vermin.",
            Status.REJECTED,
            Status.HELD,
            id="the words of a parent that was rejected",
        ),
    ],
)
def test_a_quote_is_judged_by_whose_words_it_holds(
    database: Database, now: datetime, said: str, answered: Status, status: Status
) -> None:
    [parent_id] = post(database, now, "All of them are vermin.")
    Worker(database, FixedScorer()).run_once()
    with database.unit_of_work(write=True) as work:
        parent = work.session.get_one(Comment, parent_id)
        parent.status = Status.PUBLISHED
        parent.shown_revision_id = parent.latest_revision_id
        author = newsroom.person(work.session, "Boris", now=now)
        article = work.session.get_one(Article, parent.article_id)
        reply = newsroom.post(
            work.session,
            author,
            article,
            f"> {said}\n\nI cannot agree with that at all.",
            now=now,
            parent=parent,
        ).id
        parent.status = answered

    Worker(database, FixedScorer()).run_once()

    assert status_of(database, reply) is status
