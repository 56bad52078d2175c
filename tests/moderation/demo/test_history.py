from __future__ import annotations

from datetime import timedelta
from itertools import islice, pairwise
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from auth.database import Database
from auth.models import Site
from moderation import doctor
from moderation.demo import founding, history
from moderation.demo.articles import CEASEFIRE, OLDER_ARTICLES
from moderation.demo.comments import COMMENTS
from moderation.discussion.models import Article, Comment
from moderation.policy.models import Score, Verdict
from moderation.review.models import Report, ReviewItem
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


class CutOffError(Exception):
    """The founding was interrupted."""


def found(
    database: Database,
    folder: Path,
    *,
    times: int = 1,
    cut_off_at: str = "",
    older_comments: int = 120,
) -> list[str]:
    """Found the demo so many times, each time the same; return what was told."""
    told: list[str] = []

    def report(line: str) -> None:
        told.append(line)
        if cut_off_at and cut_off_at in line:
            raise CutOffError

    with database.unit_of_work(write=True) as work:
        known = work.session.scalar(select(Site.id))
        site_id = known or newsroom.found(work.session, now=work.now).id
    for _ in range(times):
        founding.found(
            database,
            FixedScorer,
            site_id=site_id,
            instance_path=folder,
            older_comments=older_comments,
            report=report,
        )
    return told


def test_a_founded_demo_counts_right(sqlite_database: Database, tmp_path: Path) -> None:
    found(sqlite_database, tmp_path)

    with sqlite_database.unit_of_work(write=False) as work:
        assert set(doctor.recount(work.session).values()) == {0}


def test_the_demos_queue_holds_hatred_with_its_words_marked_and_what_readers_reported(
    sqlite_database: Database, tmp_path: Path
) -> None:
    found(sqlite_database, tmp_path)

    with sqlite_database.unit_of_work(write=False) as work:
        waiting = select(ReviewItem.comment_id).where(ReviewItem.closed_at.is_(None))
        marked = work.session.scalars(
            select(Verdict.spans).where(
                Verdict.comment_id.in_(waiting), Verdict.superseded_at.is_(None)
            )
        ).all()
        reported = select(Report.comment_id).where(Report.comment_id.in_(waiting))
        assert any(marked)
        assert len(set(work.session.scalars(reported))) == 2


def test_the_demo_is_founded_once(sqlite_database: Database, tmp_path: Path) -> None:
    told = found(sqlite_database, tmp_path, times=2)

    assert told.count("Founding the demo newsroom …") == 1
    assert told.count("  120 of 120 older comments") == 1


@pytest.mark.parametrize("where", ["Founding", "Six thousand", "100 of 120", "Derby"])
def test_a_founding_that_was_cut_off_goes_on(
    sqlite_database: Database, tmp_path: Path, where: str
) -> None:
    with pytest.raises(CutOffError):
        found(sqlite_database, tmp_path, cut_off_at=where)

    found(sqlite_database, tmp_path)

    with sqlite_database.unit_of_work(write=False) as work:
        count = work.session.scalar(select(func.count()).select_from(Comment))
    written = sum(len(comments) for comments in COMMENTS.values())
    assert count == 120 + written
    assert (tmp_path / founding.SIGN_INS).exists()


def test_the_demo_is_stored_in_the_order_of_its_times(
    sqlite_database: Database, tmp_path: Path
) -> None:
    found(sqlite_database, tmp_path)

    with sqlite_database.unit_of_work(write=False) as work:
        times = work.session.scalars(select(Score.created_at).order_by(Score.id)).all()
    assert times == sorted(times)


def test_articles_of_the_demo_stand_among_the_older_comments_of_their_days(
    sqlite_database: Database, tmp_path: Path
) -> None:
    found(sqlite_database, tmp_path, older_comments=history.COMMENTS)

    with sqlite_database.unit_of_work(write=False) as work:
        first = {
            article.key: work.session.execute(
                select(Comment.id, Comment.created_at)
                .where(Comment.article_id == article.id)
                .order_by(Comment.id)
            ).first()
            for article in work.session.scalars(select(Article)).all()
        }
        for begun in first.values():
            assert begun is not None
            later = select(func.count()).where(
                Comment.id < begun.id, Comment.created_at > begun.created_at
            )
            since = select(func.count()).where(Comment.created_at > begun.created_at)
            misplaced = work.session.scalar(later) or 0
            assert misplaced <= 0.2 * (work.session.scalar(since) or 0)


def test_the_older_comments_answer_earlier_ones_of_their_article(
    sqlite_database: Database, tmp_path: Path
) -> None:
    found(sqlite_database, tmp_path)

    answered = aliased(Comment)
    with sqlite_database.unit_of_work(write=False) as work:
        pairs = work.session.execute(
            select(Comment, answered)
            .join(answered, answered.id == Comment.parent_id)
            .join(Article, Article.id == Comment.article_id)
            .where(Article.key.in_(each.key for each in OLDER_ARTICLES))
        ).all()
        assert len(pairs) > 30
        for reply, parent in pairs:
            assert reply.article_id == parent.article_id
            assert reply.created_at >= parent.created_at


def test_no_older_comment_lies_in_the_future() -> None:
    youngest = min(older.age for older in islice(history.compose_all(), 1_500))

    assert youngest > timedelta(hours=1)
