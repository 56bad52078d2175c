"""A newsroom with millions of comments on PostgreSQL, compared with a small one.

``COMMENTS=10_000_000 python -m tests.benchmarks scale`` measures the pages and the
chores on 10,000 comments and again on COMMENTS, then the size on disk, then one worker
against four.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from time import perf_counter

from sqlalchemy import select, text

from auth.access import sessions
from auth.core.actor import Actor
from auth.core.models import Account
from auth.core.permissions import Role
from moderation.discussion.models import Article, Comment
from moderation.intake.worker import Worker
from moderation.review.decisions.inputs import DecideItem
from moderation.review.decisions.services import decisions
from moderation.review.items.models import ReviewItem
from moderation.review.items.rules import Action
from moderation.running.chores import chores_of
from moderation.scoring.base.protocol import Scores
from moderation.scoring.runtime.fixed_scorer import FixedScorer
from tests import newsroom
from tests.benchmarks import filling
from tests.benchmarks.filling import POSTGRESQL, TEXT, Town
from tests.benchmarks.measuring import milliseconds, report
from tests.benchmarks.multiplying import Original, Spread, multiply, written

SMALL, LARGE = 10_000, int(os.environ.get("COMMENTS", "1_000_000"))
A_THREAD = 5
"""Comments of the thread that is copied: a head and its replies."""

WAIT_EVERY = 1_000
"""One of so many copies has a comment that waits in the queue."""

ARTICLES, YEARS = 2_000, 5
ROUNDS = 9
PEOPLE = {"Rashid": Role.READER, "Ruth": Role.MODERATOR, "Ada": Role.ADMIN}
WAITS, TO_JUDGE = 0.1, 320
"""How long the scorer waits for each text, and the texts that workers judge."""

COUNT = """
    UPDATE article SET comment_count = counted.comments FROM (
        SELECT article_id, count(*) AS comments FROM comment
        WHERE is_listed GROUP BY article_id
    ) counted WHERE article.id = counted.article_id
"""

PAGES = {
    "front page": ("/", Role.READER),
    "article": ("/articles/scale-7", Role.READER),
    "article, oldest first": ("/articles/scale-7?sort=oldest", Role.READER),
    "live state": ("/live/a/scale-7", Role.READER),
    "thread": ("/threads/1", Role.READER),
    "reader": ("/readers/reader-7", Role.READER),
    "own comments": ("/my-comments", Role.READER),
    "notifications": ("/notifications", Role.READER),
    "queue": ("/queue", Role.MODERATOR),
    "queue, newest": ("/queue?order=newest", Role.MODERATOR),
    "queue by score": ("/queue/batch?low=0&high=100", Role.MODERATOR),
    "staff search": ("/staff/comments?text=lorries", Role.MODERATOR),
    "staff search, none found": ("/staff/comments?text=zebra", Role.MODERATOR),
    "decided": ("/staff/decisions/approve", Role.MODERATOR),
    "figures": ("/figures", Role.MODERATOR),
    "articles": ("/admin/articles", Role.ADMIN),
    "audit log": ("/admin/audit-log", Role.ADMIN),
}


class WaitingScorer(FixedScorer):
    """Takes a fixed time for each text and no processor, as a distant model does."""

    def score(self, texts: Sequence[str]) -> list[Scores]:
        """Return the fixed scores after the wait."""
        threading.Event().wait(WAITS * len(texts))
        return super().score(texts)


def main() -> None:
    """Measure both sizes, the disk, and the workers."""
    with filling.town(POSTGRESQL) as town:
        published, waiting = _originals(town)
        callers = dict(_callers(town))
        _fill(town, published, waiting, SMALL)
        small = _figures(town, callers)
        before = _bytes(town)
        begun = perf_counter()
        _fill(town, published, waiting, LARGE - SMALL, beyond=SMALL)
        report(f"filling with {LARGE:,} comments", perf_counter() - begun, "s")
        for name, figure in _figures(town, callers).items():
            words = f"{name}, {LARGE:,} comments"
            report(words, figure, "ms", f"{SMALL:,} comments", small[name])
        a_million = (_bytes(town) - before) / (LARGE - SMALL) * 1_000_000
        report("disk for each million comments", a_million / 2**30, "GiB")
        _time_workers(town)


def _originals(town: Town) -> tuple[Original, Original]:
    """Write the thread that is copied, and a comment that waits for a moderator."""
    articles = [filling.article(town, f"scale-{number}") for number in range(ARTICLES)]
    worker = Worker(town.database, FixedScorer())
    with town.database.unit_of_work(write=True) as work:
        samuel = newsroom.person(
            work.session, "Samuel", now=work.now, role=Role.MODERATOR
        )

    def thread() -> None:
        head = _post(town, articles[0], TEXT)
        _empty(worker)
        for number in range(1, A_THREAD - 1):
            _post(town, articles[0], f"{TEXT} So says number {number}.", head)
        _post(town, articles[0], "You are vermin.", head)
        _empty(worker)
        _approve(town, samuel)

    def doubt() -> None:
        _post(town, articles[0], "They are vermin, and you know it.")
        _empty(worker)

    return written(town, thread), written(town, doubt)


def _post(town: Town, article_id: int, words: str, parent_id: int | None = None) -> int:
    with town.database.unit_of_work(write=True) as work:
        account = work.session.get_one(Account, town.author_ids[0])
        return newsroom.post(
            work.session,
            newsroom.actor_of(work.session, account),
            work.session.get_one(Article, article_id),
            words,
            now=filling.NOW,
            parent=work.session.get(Comment, parent_id) if parent_id else None,
        ).id


def _approve(town: Town, moderator: Actor) -> None:
    with town.database.unit_of_work(write=True) as work:
        item_id = work.session.scalars(select(ReviewItem.id)).one()
        change = DecideItem(
            item_id=item_id,
            action=Action.APPROVE,
            reason=None,
            note="",
            revision_id=None,
        )
        decisions.decide(
            work.session, change, moderator_id=moderator.account_id, now=work.now
        )


def _callers(town: Town) -> Iterator[tuple[Role, str]]:
    """Yield a session for each role."""
    for name, role in PEOPLE.items():
        with town.database.unit_of_work(write=True) as work:
            who = newsroom.person(work.session, name, now=work.now, role=role)
            yield (
                role,
                sessions.open_session(
                    work.session,
                    account_id=who.account_id,
                    host="localhost",
                    user_agent="bench",
                    now=work.now,
                    proved=True,
                ),
            )


def _fill(
    town: Town, published: Original, waiting: Original, comments: int, beyond: int = 0
) -> None:
    """Add *comments*, after the *beyond* that were added before."""
    spread = Spread(
        article_ids=(1, ARTICLES),
        author_ids=(town.author_ids[0], len(town.author_ids)),
        seconds=YEARS * 365 * 86_400 * A_THREAD / LARGE,
    )
    done = beyond // A_THREAD
    multiply(town, published, range(done, done + comments // A_THREAD), spread)
    done = beyond // WAIT_EVERY
    multiply(town, waiting, range(done, done + comments // WAIT_EVERY), spread)
    engine = town.database.engine.execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(COUNT))
        connection.execute(text("VACUUM ANALYZE"))
        # Else the server writes for minutes what was filled in, beside what is timed.
        connection.execute(text("CHECKPOINT"))


def _figures(town: Town, callers: dict[Role, str]) -> dict[str, float]:
    """Return the milliseconds of each page and of each chore."""
    figures = {
        name: milliseconds(_page(town, path, callers[role]), ROUNDS)
        for name, (path, role) in PAGES.items()
    }
    config = town.app.extensions["ceasefire.config"]
    for chore in chores_of(town.database, config, threading.Event()):
        figures[f"chore {chore.name}"] = milliseconds(chore.do, ROUNDS)
    return figures


def _page(town: Town, path: str, token: str) -> Callable[[], None]:
    client = town.app.test_client()
    client.set_cookie("sid", token)

    def read() -> None:
        assert client.get(path).status_code == 200, path

    return read


def _bytes(town: Town) -> int:
    with town.database.engine.connect() as connection:
        size = connection.scalar(text("SELECT pg_database_size(current_database())"))
    return int(size or 0)


def _time_workers(town: Town) -> None:
    """Compare the time that four workers take with that of one."""
    one, four = _seconds_of(town, 1), _seconds_of(town, 4)
    report("four workers, comments a second", TO_JUDGE / four, "1/s")
    report("of these, against one worker", one / four, "times", "the aim", 3.5)


def _seconds_of(town: Town, count: int) -> float:
    for number in range(TO_JUDGE):
        _post(town, number + 1, f"{count} workers judge text {number}.")
    workers = [Worker(town.database, WaitingScorer()) for _ in range(count)]
    threads = [threading.Thread(target=_empty, args=(each,)) for each in workers]
    begun = perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return perf_counter() - begun


def _empty(worker: Worker) -> None:
    while worker.run_once():
        pass
