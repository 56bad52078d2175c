"""Times pages and chores in two newsrooms by turns: a busy machine slows both."""

from __future__ import annotations

import os
import statistics
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from time import perf_counter
from uuid import uuid4

from sqlalchemy import select, text

from auth.access import sessions
from auth.core.models import Account
from moderation.intake.worker import Worker
from moderation.review.items.models import ReviewItem
from moderation.running.chores import chores_of
from moderation.scoring.runtime.fixed_scorer import FixedScorer
from tests.benchmarks.filling import Town
from tests.benchmarks.measuring import report
from tests.benchmarks.scale.cluster import Cluster
from tests.benchmarks.scale.filling import (
    COMMENTS,
    LARGE,
    MORE,
    MORE_RECENT,
    MORE_WAITING,
    RECENT,
    SMALL,
    WAITING,
    opened,
)
from tests.benchmarks.scale.originals import ADMIN, MODERATOR, approve, empty, post

ROUNDS = int(os.environ.get("ROUNDS", "9"))
AIM = 1.5
MATTERS = 1.0
"""Milliseconds that a figure has to grow by before it counts as slower."""

READER = "Reader 7"
PUBLISHED, HELD = "They still wait at the border:", "They are vermin, I say:"

PAGES = {
    "front page": ("/", READER),
    "article": ("/articles/scale-7", READER),
    "article, oldest first": ("/articles/scale-7?sort=oldest", READER),
    "article, most replied": ("/articles/scale-7?sort=most_replied", READER),
    "article in a frame": ("/embed/articles/scale-7", READER),
    "live state": ("/live/a/scale-7", READER),
    "counts": ("/api/v1/counts?article=scale-7,scale-8", READER),
    "threads by the API": ("/api/v1/articles/scale-7/threads", READER),
    "thread": ("/threads/1", READER),
    "feed of an article": ("/articles/scale-7/feed.atom", READER),
    "reader": ("/readers/reader-7", READER),
    "own comments": ("/my-comments", READER),
    "notifications": ("/notifications", READER),
    "queue": ("/queue", MODERATOR),
    "queue, newest": ("/queue?order=newest", MODERATOR),
    "queue by score": ("/queue/batch?low=0&high=100", MODERATOR),
    "queue by the API": ("/api/v1/queue", MODERATOR),
    "item": ("/queue/items/{item}", MODERATOR),
    "comment, for staff": ("/staff/comments/1", MODERATOR),
    "author, for staff": ("/staff/authors/{reader}", MODERATOR),
    "staff search": ("/staff/comments?text=lorries", MODERATOR),
    "staff search, none found": ("/staff/comments?text=zebra", MODERATOR),
    "decided": ("/staff/decisions/approve", MODERATOR),
    "agreement": ("/staff/agreement", MODERATOR),
    "sanctions": ("/staff/sanctions", MODERATOR),
    "notices": ("/staff/notices", MODERATOR),
    "figures": ("/figures", MODERATOR),
    "articles": ("/admin/articles", ADMIN),
    "audit log": ("/admin/audit-log", ADMIN),
    "audit sample": ("/admin/audit-sample", ADMIN),
    "profile": ("/admin/profiles/general", ADMIN),
    "recommendation": ("/admin/profiles/general/recommendation", ADMIN),
    "yearly report": ("/admin/report", ADMIN),
    "health": ("/readyz", READER),
}


@dataclass(frozen=True)
class Measured:
    """A newsroom and all that is timed in it."""

    town: Town
    acts: Mapping[str, Callable[[], object]]


def compare_histories(cluster: Cluster) -> None:
    """Compare a newsroom with one that keeps more, but has as much work."""
    _compare(cluster, LARGE, f"{COMMENTS:,} comments", f"{RECENT:,} comments")
    small, large = (_bytes(cluster, name) for name in (SMALL, LARGE))
    a_million = (large - small) / (COMMENTS - RECENT) * 1_000_000
    report("disk for each million comments", a_million / 2**30, "GiB")


def compare_work(cluster: Cluster) -> None:
    """Compare a newsroom with one that has more work of each kind."""
    more = f"{MORE * RECENT:,} comments in eight weeks"
    _compare(cluster, MORE_RECENT, more, f"{RECENT:,}")
    _compare(cluster, MORE_WAITING, f"{MORE * WAITING:,} waiting", f"{WAITING:,}")


def _compare(cluster: Cluster, name: str, words: str, against: str) -> None:
    with ExitStack() as stack:
        few, many = (
            _measured(stack.enter_context(opened(cluster, each)))
            for each in (SMALL, name)
        )
        too_slow = []
        for what, act in few.acts.items():
            before, now = _by_turns(act, many.acts[what])
            report(f"{what}, {words}", now, "ms", against, before)
            if now > before * AIM and now - before > MATTERS:
                too_slow.append(what)
    print(f"More than {AIM} times with {words}: {', '.join(too_slow) or 'nothing'}")


def _by_turns(*acts: Callable[[], object]) -> list[float]:
    """Return the median milliseconds of each, after one call that is not counted."""
    taken: list[list[float]] = [[] for _ in acts]
    for act in acts:
        act()
    for _ in range(ROUNDS):
        for times, act in zip(taken, acts, strict=True):
            begun = perf_counter()
            act()
            times.append((perf_counter() - begun) * 1_000)
    return [statistics.median(times) for times in taken]


def _measured(town: Town) -> Measured:
    callers = dict(_callers(town))
    places = _places(town)
    acts: dict[str, Callable[[], object]] = {
        name: _page(town, path.format(**places), callers[who])
        for name, (path, who) in PAGES.items()
    }
    acts["posting and judging"] = lambda: _post(town, PUBLISHED)
    acts["posting, judging and approving"] = lambda: _post_and_approve(town)
    config = town.app.extensions["ceasefire.config"]
    for chore in chores_of(town.database, config, threading.Event()):
        acts[f"chore {chore.name}"] = chore.do
    return Measured(town, acts)


def _places(town: Town) -> dict[str, int]:
    with town.database.unit_of_work(write=False) as work:
        waits = select(ReviewItem.id).where(ReviewItem.closed_at.is_(None))
        item = work.session.scalars(waits.order_by(ReviewItem.id).limit(1)).one()
    return {"item": item, "reader": town.author_ids[7]}


def _callers(town: Town) -> Iterator[tuple[str, str]]:
    """Yield a session for each person who calls."""
    for name in (READER, MODERATOR, ADMIN):
        with town.database.unit_of_work(write=True) as work:
            named = select(Account.id).where(Account.display_name == name)
            token = sessions.open_session(
                work.session,
                account_id=work.session.scalars(named).one(),
                host="localhost",
                user_agent="bench",
                now=work.now,
                proved=True,
            )
        yield name, token


def _page(town: Town, path: str, token: str) -> Callable[[], None]:
    client = town.app.test_client()
    client.set_cookie("sid", token)

    def read() -> None:
        answer = client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)

    return read


def _post(town: Town, words: str) -> int:
    # The same words again would be refused.
    comment_id = post(town, f"{words} {uuid4().hex}", article_id=7)
    empty(Worker(town.database, FixedScorer()))
    return comment_id


def _post_and_approve(town: Town) -> None:
    comment_id = _post(town, HELD)
    approve(town, comment_id)


def _bytes(cluster: Cluster, name: str) -> int:
    with cluster.connected(name) as connection:
        return int(
            connection.scalar(text("SELECT pg_database_size(current_database())"))
        )
