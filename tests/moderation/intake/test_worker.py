from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update

from auth.db.database import Database
from moderation.discussion.models import Article, Comment, Revision
from moderation.discussion.rules import ScoringState, Status
from moderation.intake.services import judging
from moderation.intake.worker import Worker, fair_share
from moderation.platform import leases
from moderation.policy.inputs import ChangeProfile
from moderation.policy.models import Score, Verdict
from moderation.policy.rules import VerdictKind
from moderation.policy.services import profiles, verdicts
from moderation.review.items.models import ReviewItem
from moderation.scoring.base.errors import ScorerUnavailableError
from moderation.scoring.base.labels import Label
from moderation.scoring.base.protocol import Scores, Span
from moderation.scoring.runtime.fixed_scorer import FixedScorer
from tests import newsroom

GERMAN = "Das ist doch alles gelogen, was hier in der Zeitung steht."
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass
class Interrupting:
    """A scorer that calls a function while it works."""

    happens: Callable[[], None]
    name: str = "interrupting"
    version: str = "interrupting-1"
    texts: list[str] = field(default_factory=list)

    def score(self, texts: Sequence[str]) -> list[Scores]:
        self.happens()
        return FixedScorer().score(texts)

    def explain(self, _text: str) -> list[Span]:
        return []


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


def post(
    database: Database,
    now: datetime,
    *texts: str,
    subjects: tuple[str, ...] = (),
    is_verified: bool = True,
) -> list[int]:
    with database.unit_of_work(write=True) as work:
        newsroom.ensure_newsroom(work.session, now=now)
        article = newsroom.article(work.session, now=now, subjects=subjects)
        author = newsroom.person(
            work.session, "Amina", now=now, is_verified=is_verified
        )
        return [
            newsroom.post(work.session, author, article, text, now=now).id
            for text in texts
        ]


def status_of(database: Database, comment_id: int) -> Status:
    with database.unit_of_work(write=False) as work:
        return work.session.get_one(Comment, comment_id).status


def let_leases_run_out(database: Database) -> None:
    with database.unit_of_work(write=True) as work:
        work.session.execute(update(Revision).values(lease_until=LONG_AGO))


def work_off(database: Database, worker: Worker) -> None:
    for _ in range(8):
        worker.run_once()
        let_leases_run_out(database)


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


def test_a_verdict_does_without_an_explanation_that_fails(
    database: Database, now: datetime
) -> None:
    [comment_id] = post(database, now, "They are vermin.")

    Worker(database, Speechless()).run_once()

    assert status_of(database, comment_id) is Status.HELD


def test_an_unverified_readers_comment_is_not_scored(
    database: Database, now: datetime
) -> None:
    [comment_id] = post(database, now, "A word.", is_verified=False)

    assert Worker(database, FixedScorer()).run_once() == 0

    assert status_of(database, comment_id) is Status.AWAITING_AUTHOR


def test_two_claims_never_share_a_row(database: Database, now: datetime) -> None:
    post(database, now, *(f"Word {number}." for number in range(40)))
    ready = Revision.scoring_state == ScoringState.WAITING

    with database.unit_of_work(write=True) as work:
        first = leases.claim(work.session, Revision, ready, now=now)
    with database.unit_of_work(write=True) as work:
        second = leases.claim(work.session, Revision, ready, now=now)

    assert (len(first.ids), len(second.ids)) == (32, 8)
    assert not set(first.ids) & set(second.ids)


def test_a_late_answer_changes_nothing(database: Database, now: datetime) -> None:
    [comment_id] = post(database, now, "A word.")
    ready = Revision.scoring_state == ScoringState.WAITING
    with database.unit_of_work(write=True) as work:
        late = leases.claim(work.session, Revision, ready, now=now)
    let_leases_run_out(database)
    Worker(database, FixedScorer()).run_once()

    with database.unit_of_work(write=True) as work:
        answer = judging.ScoringResult(
            late.ids[0], dict.fromkeys(Label, 0.99), ("late", "late-1")
        )
        counted = judging.finish(work.session, answer, token=late.token, now=now)

    assert counted is False
    assert status_of(database, comment_id) is Status.PUBLISHED


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


@pytest.mark.parametrize(
    ("waiting", "share"),
    [(0, 8), (1, 8), (32, 8), (33, 9), (128, 32), (10_000, 32)],
)
def test_a_short_queue_is_shared_among_workers(waiting: int, share: int) -> None:
    assert fair_share(waiting) == share


def test_a_worker_leaves_others_a_part_of_what_waits(
    sqlite_database: Database, now: datetime
) -> None:
    texts = (f"Only one side of number {number} is told." for number in range(20))
    post(sqlite_database, now, *texts)
    worker = Worker(sqlite_database, FixedScorer())

    taken = [worker.run_once() for _ in range(3)]

    assert taken == [8, 8, 4]
