"""The digest of 1,000 readers among 100,000, and a comment with 10,000 followers."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import Connection, delete, func, insert, select

from auth.core.models import Account
from moderation.community.models import Follow
from moderation.community.rules import Target
from moderation.discussion.events import CommentPublished
from moderation.discussion.models import Article, Comment
from moderation.discussion.rules import Cause, Status
from moderation.discussion.services import transitions
from moderation.notifications.followers import telling as followers
from moderation.notifications.models import (
    DeliverySetting,
    Notification,
    NotificationSetting,
)
from moderation.notifications.rules import NotificationKind, Way
from moderation.notifications.services import delivery
from moderation.platform import events
from moderation.running.notification_chores import tell_followers
from tests import newsroom
from tests.benchmarks import filling
from tests.benchmarks.filling import CHUNK, NOW
from tests.benchmarks.measuring import ROUNDS, milliseconds, report

_numbers = itertools.count()
READERS, DUE, FOLLOWERS = 100_000, 1_000, 10_000


def main() -> None:
    """Time both on each database."""
    for kind in filling.KINDS:
        with filling.town(kind) as town:
            measure(town, readers=READERS, due=DUE, followers=FOLLOWERS)


def measure(town: filling.Town, *, readers: int, due: int, followers: int) -> None:
    """Report the figures, with these numbers of readers."""
    article_id = filling.article(town, "followed")
    filling.threads(town, article_id, 10)
    ids = _readers(town, readers)
    town.settle()
    few = _seconds(lambda: _digest(town, ids[: max(due // 10, 1)]))
    many = _seconds(lambda: _digest(town, ids[:due]))
    words = town.named(f"digest, {due:,} due of {readers:,} readers")
    report(words, many, "s", f"{max(due // 10, 1):,} due", few)
    _follow(town, article_id, ids[:followers])
    town.settle()
    told = _seconds(lambda: _tell(town))
    report(town.named(f"tell {followers:,} followers, by a chore"), told, "s")
    _time_posting(town, followers)


def _time_posting(town: filling.Town, followers: int) -> None:
    """Compare posting and publishing where many follow and where nobody does."""
    filling.article(town, "alone")
    for name, act in (("post", _post), ("publish", _publish)):
        followed, alone = (
            milliseconds(act(town, key)) for key in ("followed", "alone")
        )
        words = town.named(f"{name} where {followers:,} follow")
        report(words, followed, "ms", "where nobody follows", alone)


def _post(town: filling.Town, key: str) -> Callable[[], int]:
    """Return a function that stores a new comment under the article *key*."""

    def post() -> int:
        with town.database.unit_of_work(write=True) as work:
            article = work.session.scalars(
                select(Article).where(Article.key == key)
            ).one()
            account = work.session.get_one(Account, town.author_ids[0])
            return newsroom.post(
                work.session,
                newsroom.actor_of(work.session, account),
                article,
                f"Thought number {next(_numbers)} about {key}",
                now=work.now,
            ).id

    return post


def _publish(town: filling.Town, key: str) -> Callable[[], object]:
    """Return a function that publishes the next waiting comment under *key*."""
    posted = [_post(town, key)() for _ in range(ROUNDS + 1)]

    def publish() -> None:
        with town.database.unit_of_work(write=True) as work:
            comment = transitions.lock(work.session, posted.pop())
            transitions.move(
                work.session,
                comment,
                to=Status.PUBLISHED,
                cause=Cause.DECISION,
                now=work.now,
                revision_id=comment.latest_revision_id,
            )
            events.record(work.session, CommentPublished(comment.id, work.now))

    return publish


def _readers(town: filling.Town, count: int) -> list[int]:
    """Add readers with delivery settings; return their ids."""
    with town.database.engine.begin() as connection:
        first = (connection.scalar(select(func.max(Account.id))) or 0) + 1
        ids = list(range(first, first + count))
        for start in range(0, count, CHUNK):
            _add(connection, ids[start : start + CHUNK])
    return ids


def _add(connection: Connection, ids: list[int]) -> None:
    names = [f"Reader {number}" for number in ids]
    connection.execute(
        insert(Account),
        [
            {
                "id": number,
                "display_name": name,
                "name_canonical": name.lower(),
                "email": f"{number}@reader.example",
                "email_canonical": f"{number}@reader.example",
                "email_verified_at": NOW,
                "password_hash": "",
                "created_at": NOW,
            }
            for number, name in zip(ids, names, strict=True)
        ],
    )
    connection.execute(
        insert(DeliverySetting),
        [{"account_id": number, "stop_key": f"key {number}"} for number in ids],
    )
    connection.execute(
        insert(NotificationSetting),
        [
            {
                "account_id": number,
                "kind": NotificationKind.NEW_IN_ARTICLE,
                "way": Way.DIGEST,
            }
            for number in ids
        ],
    )


def _digest(town: filling.Town, ids: list[int]) -> None:
    """Make the digest of *ids* due, with five comments each, and queue it."""
    with town.database.unit_of_work(write=True) as work:
        comments = work.session.scalars(select(Comment.id).limit(5)).all()
        work.session.execute(
            insert(Notification),
            [
                {
                    "account_id": number,
                    "kind": NotificationKind.NEW_IN_ARTICLE,
                    "comment_id": comment_id,
                    "created_at": NOW,
                    "due_at": NOW,
                    "is_planned": True,
                }
                for number in ids
                for comment_id in comments
            ],
        )
    count = 1
    while count:
        with town.database.unit_of_work(write=True) as work:
            count = delivery.deliver(
                work.session, base_url="http://localhost", now=NOW + timedelta(hours=1)
            )
    with town.database.unit_of_work(write=True) as work:
        work.session.execute(delete(Notification))


def _follow(town: filling.Town, article_id: int, ids: list[int]) -> None:
    with town.database.engine.begin() as connection:
        connection.execute(
            insert(Follow),
            [
                {
                    "follower_id": number,
                    "target": Target.ARTICLE,
                    "target_id": article_id,
                    "created_at": NOW,
                }
                for number in ids
            ],
        )


def _tell(town: filling.Town) -> None:
    """Tell the followers of a comment, as the chore does."""
    with town.database.unit_of_work(write=True) as work:
        comment = work.session.scalars(select(Comment).limit(1)).one()
        followers.queue(work.session, comment, published_at=NOW)
    tell_followers(town.database, threading.Event())


def _seconds(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
