"""The digest of 1,000 readers among 100,000, and a comment with 10,000 followers."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import Connection, delete, func, insert, select

from auth.core.models import Account
from moderation.community.models import Follow
from moderation.community.rules import Target
from moderation.discussion.events import CommentPublished
from moderation.discussion.models import Article, Comment
from moderation.notifications.models import (
    DeliverySetting,
    Notification,
    NotificationSetting,
)
from moderation.notifications.rules import NotificationKind, Way
from moderation.notifications.services import delivery, telling
from tests import newsroom
from tests.benchmarks import filling
from tests.benchmarks.filling import CHUNK, NOW
from tests.benchmarks.measuring import milliseconds, report

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
    told = _seconds(lambda: _publish(town))
    report(town.named(f"publish to {followers:,} followers"), told, "s")
    _time_posting(town, followers)


def _time_posting(town: filling.Town, followers: int) -> None:
    alone = filling.article(town, "alone")
    followed = _time_one(town, "followed")
    report(
        town.named(f"post where {followers:,} follow"),
        followed,
        "ms",
        "where nobody follows",
        _time_one(town, "alone") if alone else None,
    )


def _time_one(town: filling.Town, key: str) -> float:
    numbers = iter(range(1_000_000))

    def post() -> None:
        with town.database.unit_of_work(write=True) as work:
            article = work.session.scalars(
                select(Article).where(Article.key == key)
            ).one()
            account = work.session.get_one(Account, town.author_ids[0])
            newsroom.post(
                work.session,
                newsroom.actor_of(work.session, account),
                article,
                f"Thought number {next(numbers)} about {key}",
                now=work.now,
            )

    return milliseconds(post)


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


def _publish(town: filling.Town) -> None:
    """Tell the followers of a comment, as the worker does."""
    with town.database.unit_of_work(write=True) as work:
        comment_id = work.session.scalar(select(func.max(Comment.id)))
        assert comment_id
        telling.published(work.session, CommentPublished(comment_id, NOW))


def _seconds(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
