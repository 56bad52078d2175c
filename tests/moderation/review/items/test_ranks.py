"""Expected harm: the rank is updated as soon as the reach has doubled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from auth.core.actor import Actor
from auth.db.database import Database
from moderation.community.models import Follow
from moderation.community.rules import Target
from moderation.discussion.events import CommentPublished
from moderation.discussion.models import Article, Comment
from moderation.discussion.rules import Cause, Status
from moderation.discussion.services import transitions
from moderation.policy.rules import CauseKind, VerdictCause
from moderation.review.items.models import ReviewItem
from moderation.review.items.services import items, ranks
from tests import newsroom


@dataclass
class Waiting:
    """A visible reported comment, its item, and its readers."""

    database: Database
    item_id: int
    comment_id: int
    article_id: int
    reader: Actor
    now: datetime

    def reach(self) -> int:
        with self.database.unit_of_work(write=False) as work:
            return work.session.get_one(ReviewItem, self.item_id).reach

    def follow(self, session: Session, target: Target, target_id: int) -> None:
        session.add(
            Follow(
                follower_id=self.reader.account_id,
                target=target,
                target_id=target_id,
                created_at=self.now,
            )
        )
        session.flush()


@pytest.fixture
def waiting(database: Database, now: datetime) -> Waiting:
    with database.unit_of_work(write=True) as work:
        session = work.session
        newsroom.ensure_newsroom(session, now=now)
        article = newsroom.article(session, now=now)
        author = newsroom.person(session, "Red Scarf", now=now)
        reader = newsroom.person(session, "Amina", now=now)
        comment = newsroom.post(session, author, article, "Look at this.", now=now)
        publish(session, comment, now)
        item = items.open_item(
            session,
            comment=comment,
            revision=newsroom.latest(session, comment),
            causes=[VerdictCause(CauseKind.CLASSIFIER, score=0.8)],
            now=now,
        )
        ids = (item.id, comment.id, article.id)
    return Waiting(database, *ids, reader, now)


def publish(session: Session, comment: Comment, now: datetime) -> None:
    transitions.move(
        session,
        comment,
        to=Status.PUBLISHED,
        cause=Cause.VERDICT,
        now=now,
        revision_id=comment.latest_revision_id,
    )


def test_a_reply_that_doubles_the_reach_lifts_the_item(waiting: Waiting) -> None:
    with waiting.database.unit_of_work(write=True) as work:
        session = work.session
        before = session.get_one(ReviewItem, waiting.item_id).rank
        reply = newsroom.post(
            session,
            waiting.reader,
            session.get_one(Article, waiting.article_id),
            "What do you mean?",
            now=waiting.now,
            parent=session.get_one(Comment, waiting.comment_id),
        )
        publish(session, reply, waiting.now)

        ranks.replied(session, CommentPublished(reply.id, waiting.now))

        assert session.get_one(ReviewItem, waiting.item_id).rank > before
    assert waiting.reach() == 2


@pytest.mark.parametrize("target", [Target.READER, Target.THREAD, Target.ARTICLE])
def test_a_follower_counts_for_the_reach(waiting: Waiting, target: Target) -> None:
    with waiting.database.unit_of_work(write=True) as work:
        session = work.session
        comment = session.get_one(Comment, waiting.comment_id)
        followed = {
            Target.READER: comment.author_id,
            Target.THREAD: comment.id,
            Target.ARTICLE: comment.article_id,
        }
        waiting.follow(session, target, followed[target])

        assert ranks.update_next(session) == (1, None)
    assert waiting.reach() == 2


@pytest.mark.parametrize(("views", "reach"), [(49, 1), (50, 2), (5_000, 101)])
def test_views_count_a_fiftieth(waiting: Waiting, views: int, reach: int) -> None:
    with waiting.database.unit_of_work(write=True) as work:
        work.session.get_one(Article, waiting.article_id).view_count = views
        work.session.flush()
        ranks.update_next(work.session)

    assert waiting.reach() == reach


def test_reach_that_has_not_doubled_changes_nothing(waiting: Waiting) -> None:
    with waiting.database.unit_of_work(write=True) as work:
        article = work.session.get_one(Article, waiting.article_id)
        for views in (100, 149):
            article.view_count = views
            work.session.flush()
            ranks.update_next(work.session)

    assert waiting.reach() == 3


def test_the_order_of_two_items_does_not_change_with_time(now: datetime) -> None:
    older = ranks.rank(0.9, 4, now)
    newer = ranks.rank(0.9, 4, now + timedelta(minutes=1))
    graver = ranks.rank(0.9, 4 * 3, now + ranks.TAU)

    assert newer < older < graver
