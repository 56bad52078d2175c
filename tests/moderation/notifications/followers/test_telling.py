"""Followers are told after the request, each once, and of nothing that is hidden."""

from __future__ import annotations

import itertools
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from auth.core.actor import Actor
from auth.db.database import Database
from moderation.community.rules import Target
from moderation.community.services import follows
from moderation.discussion.events import CommentPublished
from moderation.discussion.models import Comment
from moderation.discussion.rules import Cause, Status
from moderation.discussion.services import transitions
from moderation.intake.worker import Worker
from moderation.notifications.followers import telling
from moderation.notifications.followers.models import FollowersToTell
from moderation.notifications.models import Notification
from moderation.platform import events
from moderation.running.notification_chores import tell_followers
from moderation.scoring.runtime.fixed_scorer import FixedScorer
from tests import newsroom

FOLLOWERS = 5
_numbers = itertools.count()


@dataclass
class Crowd:
    """An author, and readers who follow the author and the article."""

    database: Database
    author: Actor
    follower_ids: list[int]

    def publish(self) -> int:
        with self.database.unit_of_work(write=True) as work:
            under = newsroom.article(work.session, now=work.now)
            text = f"Word number {next(_numbers)}."
            comment_id = newsroom.post(
                work.session, self.author, under, text, now=work.now
            ).id
        Worker(self.database, FixedScorer()).run_once()
        return comment_id

    def move(self, comment_id: int, to: Status, cause: Cause = Cause.DECISION) -> None:
        with self.database.unit_of_work(write=True) as work:
            comment = transitions.lock(work.session, comment_id)
            transitions.move(
                work.session,
                comment,
                to=to,
                cause=cause,
                now=work.now,
                revision_id=comment.latest_revision_id,
            )
            if to is Status.PUBLISHED and cause is Cause.DECISION:
                events.record(work.session, CommentPublished(comment_id, work.now))

    def tell(self) -> None:
        tell_followers(self.database, threading.Event())

    def tell_once(self) -> None:
        with self.database.unit_of_work(write=True) as work:
            telling.tell_next(work.session)

    def tell_and_fall_over(self) -> None:
        with self.database.unit_of_work(write=True) as work:
            telling.tell_next(work.session)
            raise InterruptedError

    def told(self) -> list[int]:
        """Return the readers who were told, once for each time."""
        with self.database.unit_of_work(write=False) as work:
            query = select(Notification.account_id).order_by(Notification.account_id)
            return list(work.session.scalars(query))

    def waiting(self) -> int:
        with self.database.unit_of_work(write=False) as work:
            query = select(func.count()).select_from(FollowersToTell)
            return work.session.scalar(query) or 0


@pytest.fixture
def crowd(database: Database, now: datetime, monkeypatch: pytest.MonkeyPatch) -> Crowd:
    monkeypatch.setattr(telling, "MOST_AT_ONCE", 2)
    with database.unit_of_work(write=True) as work:
        session = work.session
        newsroom.ensure_newsroom(session, now=now)
        article = newsroom.article(session, now=now)
        author = newsroom.person(session, "Amina", now=now)
        ids = [
            newsroom.person(session, f"Reader {number}", now=now).account_id
            for number in range(FOLLOWERS)
        ]
        targets = {Target.READER: author.account_id, Target.ARTICLE: article.id}
        for follower_id in ids:
            for target, target_id in targets.items():
                follows.follow(
                    session,
                    follower_id=follower_id,
                    target=target,
                    target_id=target_id,
                    now=now,
                )
    return Crowd(database, author, ids)


def test_publishing_does_not_wait_for_telling_followers(crowd: Crowd) -> None:
    crowd.publish()

    assert crowd.told() == []
    assert crowd.waiting() == 1


def test_each_follower_is_told_once_in_several_batches(crowd: Crowd) -> None:
    crowd.publish()

    crowd.tell()

    assert crowd.told() == crowd.follower_ids
    assert crowd.waiting() == 0


def test_a_comment_that_nobody_follows_costs_no_row(crowd: Crowd) -> None:
    with crowd.database.unit_of_work(write=True) as work:
        for follower_id in crowd.follower_ids:
            for target, target_id in (
                (Target.READER, crowd.author.account_id),
                (Target.ARTICLE, 1),
            ):
                follows.unfollow(
                    work.session,
                    follower_id=follower_id,
                    target=target,
                    target_id=target_id,
                )

    crowd.publish()

    assert crowd.waiting() == 0


def test_nobody_is_told_of_what_was_hidden_in_the_meantime(crowd: Crowd) -> None:
    comment_id = crowd.publish()
    crowd.tell_once()
    before = crowd.told()

    crowd.move(comment_id, Status.REJECTED)
    crowd.tell()

    assert crowd.told() == before


@pytest.mark.parametrize("cause", [Cause.DECISION, Cause.UNDO])
@pytest.mark.parametrize("batches", [0, 1, 2])
def test_what_becomes_visible_again_is_told_to_the_rest(
    crowd: Crowd, batches: int, cause: Cause
) -> None:
    comment_id = crowd.publish()
    for _ in range(batches):
        crowd.tell_once()
    crowd.move(comment_id, Status.REJECTED)
    crowd.tell()

    crowd.move(comment_id, Status.PUBLISHED, cause)
    crowd.tell()

    assert crowd.told() == crowd.follower_ids
    assert crowd.waiting() == 0


@pytest.mark.parametrize("cause", [Cause.DECISION, Cause.UNDO])
def test_nobody_is_told_again_of_what_becomes_visible_again(
    crowd: Crowd, cause: Cause
) -> None:
    comment_id = crowd.publish()
    crowd.tell()
    crowd.move(comment_id, Status.REJECTED)

    crowd.move(comment_id, Status.PUBLISHED, cause)
    crowd.tell()

    assert crowd.told() == crowd.follower_ids


def test_a_hidden_comment_does_not_keep_the_followers_of_the_next_waiting(
    crowd: Crowd,
) -> None:
    crowd.move(crowd.publish(), Status.REJECTED)
    crowd.publish()

    crowd.tell()

    assert crowd.told() == crowd.follower_ids
    assert crowd.waiting() == 1


def test_an_erased_comment_takes_its_place_in_the_row_with_it(crowd: Crowd) -> None:
    comment_id = crowd.publish()

    with crowd.database.unit_of_work(write=True) as work:
        work.session.delete(work.session.get_one(Comment, comment_id))
    crowd.tell()

    assert (crowd.waiting(), crowd.told()) == (0, [])


def test_a_batch_that_fails_is_repeated_as_a_whole(crowd: Crowd) -> None:
    crowd.publish()
    crowd.tell_once()

    with pytest.raises(InterruptedError):
        crowd.tell_and_fall_over()
    crowd.tell()

    assert crowd.told() == crowd.follower_ids


def test_several_processes_tell_nobody_twice(crowd: Crowd) -> None:
    for _ in range(3):
        crowd.publish()
    threads = [threading.Thread(target=crowd.tell) for _ in range(4)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    crowd.tell()

    assert crowd.told() == sorted(crowd.follower_ids * 3)


def test_later_followers_are_not_notified(crowd: Crowd) -> None:
    crowd.publish()
    with crowd.database.unit_of_work(write=True) as work:
        late = newsroom.person(work.session, "Late", now=work.now)
        follows.follow(
            work.session,
            follower_id=late.account_id,
            target=Target.ARTICLE,
            target_id=1,
            now=work.now + timedelta(seconds=1),
        )

    crowd.tell()

    assert late.account_id not in crowd.told()
