"""Fills databases that differ in one thing: how much they keep, or how much waits."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from sqlalchemy import select, text

from auth.core.models import Account
from auth.db.base import Base
from auth.db.database import EXTENSION, Database
from moderation.app import create_app, testing_config
from moderation.privacy.services.expiry import KEPT
from moderation.running.migrate import upgrade
from tests.benchmarks import filling
from tests.benchmarks.filling import POSTGRESQL, Town
from tests.benchmarks.measuring import report
from tests.benchmarks.multiplying import Original, Spread, multiply
from tests.benchmarks.scale.cluster import Cluster
from tests.benchmarks.scale.originals import A_THREAD, Originals, originals_of

COMMENTS = int(os.environ.get("COMMENTS", "1_000_000"))
RECENT, WAITING = 10_000, 1_000
"""The comments of the last eight weeks, and those that wait for a moderator."""

MORE = 10
"""How many times as many are recent, or wait, in the newsrooms with more work."""

FOUNDED, SMALL, LARGE = "founded", "small", f"comments_{COMMENTS}"
MORE_RECENT, MORE_WAITING = "more_recent", "more_waiting"

ARTICLES, RECENT_ARTICLES = 2_000, 100
WEEKS, YEARS = 8 * 7 * 86_400, 5 * 365 * 86_400
QUARTER = 91 * 86_400
"""How long ago the history ends, so that no figure of 90 days counts any of it."""


COUNT = """
    UPDATE article SET comment_count = counted.comments FROM (
        SELECT article_id, count(*) AS comments FROM comment
        WHERE is_listed GROUP BY article_id
    ) counted WHERE article.id = counted.article_id
"""

INDEXES = """
    SELECT indexname, indexdef FROM pg_indexes
    JOIN pg_class ON relname = indexname
    WHERE schemaname = 'public' AND tablename = ANY(:tables)
    AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = pg_class.oid)
"""
"""The indexes that belong to no constraint."""


def fill(cluster: Cluster) -> None:
    """Create the databases that are missing."""
    made = {
        SMALL: (FOUNDED, _recent),
        LARGE: (FOUNDED, _history),
        MORE_RECENT: (SMALL, _more_recent),
        MORE_WAITING: (SMALL, _more_waiting),
    }
    missing = [name for name in made if not cluster.has(name)]
    if missing and not cluster.has(FOUNDED):
        with cluster.filled_quickly(), _made(cluster, FOUNDED) as name:
            _found(cluster, name)
    for new in missing:
        begun = perf_counter()
        of, add = made[new]
        with (
            cluster.filled_quickly(),
            _made(cluster, new, of) as name,
            opened(cluster, name) as town,
        ):
            with _indexed_afterwards(town):
                add(town)
            _settle(town)
        report(f"filling {new}", perf_counter() - begun, "s")


@contextmanager
def _made(cluster: Cluster, name: str, of: str = "template0") -> Iterator[str]:
    """Yield a database that gets its *name* once it is filled."""
    unfinished = f"{name}_unfinished"
    cluster.drop(unfinished)
    cluster.copy(of, unfinished)
    yield unfinished
    cluster.rename(unfinished, name)


@contextmanager
def opened(cluster: Cluster, name: str) -> Iterator[Town]:
    """Open the newsroom on the database *name*."""
    with TemporaryDirectory() as folder:
        app = create_app(
            testing_config(Path(folder), database_url=cluster.address(name))
        )
        database: Database = app.extensions[EXTENSION]
        upgrade(database)
        with database.unit_of_work(write=False) as work:
            readers = select(Account.id).where(Account.display_name.like("Reader %"))
            ids = list(work.session.scalars(readers.order_by(Account.id)))
        yield Town(app, database, ids, "", "", POSTGRESQL)
        database.dispose()


def _found(cluster: Cluster, name: str) -> None:
    """Found the newsroom that all others begin as copies of."""
    with TemporaryDirectory() as folder:
        place = filling.town_at(cluster.address(name), Path(folder), POSTGRESQL)
        with place as town:
            for number in range(ARTICLES):
                filling.article(town, f"scale-{number}")
            _keep(town, originals_of(town))


def _recent(town: Town) -> None:
    """Add the last eight weeks, and what waits."""
    originals = _kept(town)
    _add(town, originals.thread, range(RECENT // A_THREAD))
    _add(town, originals.doubt, range(WAITING))


def _more_recent(town: Town) -> None:
    few = RECENT // A_THREAD
    _add(town, _kept(town).thread, range(few, few * MORE))


def _more_waiting(town: Town) -> None:
    _add(town, _kept(town).doubt, range(WAITING, WAITING * MORE))


def _add(town: Town, original: Original, copies: range) -> None:
    """Add *copies* to those of the last eight weeks."""
    spread = _spread(town, RECENT_ARTICLES, WEEKS / copies.stop)
    multiply(town, original, copies, spread)


def _history(town: Town) -> None:
    """Add older comments under all articles, and then the recent: COMMENTS in all."""
    few, all_of_them = RECENT // A_THREAD, COMMENTS // A_THREAD
    seconds = (YEARS - QUARTER) / (all_of_them - few)
    spread = _spread(town, ARTICLES, seconds, begin=QUARTER - few * seconds)
    multiply(town, _kept(town).thread, range(few, all_of_them), spread)
    _recent(town)


def _spread(town: Town, articles: int, seconds: float, begin: float = 0) -> Spread:
    authors = (town.author_ids[0], len(town.author_ids))
    kept = {
        "notification": KEPT.notifications.total_seconds(),
        "outbox_message": KEPT.mail.total_seconds(),
        "audit_entry": KEPT.audit_log.total_seconds(),
    }
    return Spread((1, articles), authors, seconds, begin, kept)


def _keep(town: Town, originals: Originals) -> None:
    """Store which rows are copied, for a later call."""
    with town.database.engine.begin() as connection:
        connection.execute(text("CREATE TABLE scale_originals (kept json)"))
        connection.execute(
            text("INSERT INTO scale_originals VALUES (:kept)"),
            {"kept": json.dumps(asdict(originals))},
        )


def _kept(town: Town) -> Originals:
    with town.database.engine.connect() as connection:
        kept = connection.execute(text("SELECT kept FROM scale_originals")).scalar_one()
    return Originals(Original(**kept["thread"]), Original(**kept["doubt"]))


@contextmanager
def _indexed_afterwards(town: Town) -> Iterator[None]:
    """Build the indexes of the large tables once, which is faster than row by row."""
    tables = {"tables": list(Base.metadata.tables)}
    with town.database.engine.begin() as connection:
        indexes = connection.execute(text(INDEXES), tables).all()
        for name, _ in indexes:
            connection.execute(text(f'DROP INDEX "{name}"'))
    yield
    for _, definition in indexes:
        with town.database.engine.begin() as connection:
            connection.execute(text(definition))


def _settle(town: Town) -> None:
    engine = town.database.engine.execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(COUNT))
        connection.execute(text("VACUUM ANALYZE"))
        # Else the server writes for minutes what was filled in, beside what is timed.
        connection.execute(text("CHECKPOINT"))
