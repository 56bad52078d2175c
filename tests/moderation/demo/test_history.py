from __future__ import annotations

from datetime import timedelta
from itertools import islice, pairwise
from pathlib import Path

from auth.database import Database
from moderation import doctor
from moderation.demo import founding, history
from moderation.demo.articles import CEASEFIRE
from moderation.demo.comments import COMMENTS
from moderation.scoring.fixed import FixedScorer
from tests import newsroom


def test_the_older_comments_are_the_same_every_time() -> None:
    assert list(history.compose_all(count=50)) == list(history.compose_all(count=50))


def test_the_older_comments_are_hardly_ever_the_same_text() -> None:
    texts = [older.text for older in history.compose_all()]

    assert len(set(texts)) > 0.99 * len(texts)
    assert not any("{" in text for text in texts)


def test_the_older_comments_come_in_order() -> None:
    ages = [older.age for older in history.compose_all()]

    assert all(one >= other for one, other in pairwise(ages))
    assert ages[-1] > timedelta(0)


def test_the_first_article_reports_the_day() -> None:
    told = " ".join(CEASEFIRE.paragraphs)

    facts = (
        "17 September 2016",
        "62",
        "more than 80",
        "Jebel Tharda",
        "Turkish border",
    )
    assert [fact for fact in facts if fact not in told] == []


def test_sixty_comments_are_written_by_hand() -> None:
    assert sum(len(comments) for comments in COMMENTS.values()) >= 60


def test_every_hand_written_reply_answers_an_earlier_comment() -> None:
    for comments in COMMENTS.values():
        for place, comment in enumerate(comments):
            assert comment.parent is None or comment.parent < place


def test_a_founded_demo_counts_right_and_is_founded_once(
    sqlite_database: Database, tmp_path: Path
) -> None:
    with sqlite_database.unit_of_work(write=True) as work:
        site_id = newsroom.found(work.session, now=work.now).id
    told: list[str] = []
    for _ in range(2):
        founding.found(
            sqlite_database,
            FixedScorer,
            site_id=site_id,
            instance_path=tmp_path,
            with_history=False,
            report=told.append,
        )

    assert told.count("Founding the demo newsroom …") == 1
    with sqlite_database.unit_of_work(write=False) as work:
        assert set(doctor.recount(work.session).values()) == {0}


def test_no_older_comment_lies_in_the_future() -> None:
    youngest = min(older.age for older in islice(history.compose_all(), 1_500))

    assert youngest > timedelta(hours=1)
