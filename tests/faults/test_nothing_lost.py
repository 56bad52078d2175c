"""kill -9 at random moments while readers post: nothing is lost or published early.

The server and its worker are killed twenty times or more on each database, and a few
times with the real classifier. Each time they start again; if the parent process is
alive, it starts them. Every fourth time PostgreSQL is killed instead. At the end, every
acknowledged comment must exist with exactly one verdict in effect. No comment may have
become visible without a verdict.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp

import pytest
from sqlalchemy import func, select

from auth.db.database import Database
from moderation.discussion.models import Comment, Revision
from moderation.discussion.rules import ScoringState, Status
from moderation.intake.worker import Worker
from moderation.policy.models import Verdict
from moderation.running import doctor
from moderation.scoring.base.protocol import Scorer
from moderation.scoring.runtime.fixed_scorer import FixedScorer
from moderation.scoring.runtime.loading import load_scorer
from tests.conftest import new_postgresql
from tests.faults.posting import log_in, wait_for_another_acknowledgement
from tests.founded import OnceARun, database_of
from tests.serving import Served

KILLS = int(os.environ.get("KILLS", "20"))
"""How often the server is killed, which ``KILLS=100`` in the environment raises."""

KILLS_WITH_THE_REAL_CLASSIFIER = 4
LIVES = 4
"""Every so many kills, the parent process is killed as well."""

CRASH = 1
"""Which kill of each life is one of PostgreSQL, where that is the database."""

pytestmark = pytest.mark.fault


def newsroom(folder: Path, **settings: str) -> Served:
    """Return a newsroom in which comments come thick and fast, not yet set up."""
    often = {"COMMENTS_A_MINUTE": "100000", "WORKER_POLL_SECONDS": "0.1"}
    return Served(folder / "instance", often | settings)


@pytest.fixture
def server_to_kill() -> Iterator[str]:
    """The address of a server that no other test uses.

    What it has committed outlives its processes, though not a power cut.
    """
    server = new_postgresql(Path(mkdtemp(prefix="ceasefire-killed-")), ("fsync",))
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def served(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    once_a_run: OnceARun,
    worker_id: str,
) -> Iterator[Served]:
    served = newsroom(tmp_path)
    if request.param == "postgresql":
        server = request.getfixturevalue("postgresql_server")
        once_a_run.found_on(server, served, database=f"nothing_lost_{worker_id}")
    else:
        once_a_run.found(served)
    yield served
    if served.process and served.process.poll() is None:
        served.kill()


@pytest.fixture
def served_with_the_real_classifier(
    tmp_path: Path, once_a_run: OnceARun
) -> Iterator[Served]:
    served = newsroom(tmp_path, CLASSIFIER="bundled")
    once_a_run.found(served)
    shutil.copytree(once_a_run.classifier(), served.instance_path / "classifier")
    yield served
    if served.process and served.process.poll() is None:
        served.kill()


def finish_what_waits(database: Database, scorer: Scorer) -> None:
    """Score everything that waits, as a worker does after all leases expired."""
    with database.unit_of_work(write=True) as work:
        for revision in work.session.scalars(
            select(Revision).where(Revision.lease_until.is_not(None))
        ):
            revision.lease_until = datetime(2000, 1, 1, tzinfo=UTC)
    worker = Worker(database, scorer)
    while worker.run_once():
        pass


def test_every_acknowledged_comment_outlives_kills(killed: Served) -> None:
    outlives(killed, kills=KILLS, scorer=FixedScorer())


@pytest.mark.model
def test_every_acknowledged_comment_outlives_kills_with_the_real_classifier(
    served_with_the_real_classifier: Served,
) -> None:
    served = served_with_the_real_classifier
    outlives(
        served,
        kills=KILLS_WITH_THE_REAL_CLASSIFIER,
        scorer=load_scorer("bundled", served.instance_path / "classifier"),
    )


@pytest.fixture(params=["sqlite", "postgresql"])
def killed(
    request: pytest.FixtureRequest, tmp_path: Path, once_a_run: OnceARun
) -> Iterator[Served]:
    """A newsroom whose database can be killed as well, if that is a server."""
    killed = newsroom(tmp_path)
    if request.param == "postgresql":
        server = request.getfixturevalue("server_to_kill")
        once_a_run.found_on(server, killed, database="nothing_lost")
    else:
        once_a_run.found(killed)
    yield killed
    if killed.process and killed.process.poll() is None:
        killed.kill()


def crash(database: Database) -> None:
    """Kill a process of PostgreSQL. The others end with it, and the server recovers."""
    with database.engine.connect() as connection:
        process_id = connection.scalar(select(func.pg_backend_pid()))
        assert process_id is not None
        os.kill(process_id, signal.SIGKILL)
        connection.invalidate()
    database.dispose()


def outlives(served: Served, *, kills: int, scorer: Scorer) -> None:
    """Kill the server repeatedly while readers post, and check the result."""
    rng = random.Random(17092016)
    stop = threading.Event()
    database = database_of(served)
    readers = log_in(database, served.url)
    threads = [
        threading.Thread(target=reader.post_until, args=(stop,)) for reader in readers
    ]
    for thread in threads:
        thread.start()

    for number in range(kills):
        if number % LIVES == 0:
            served.start()
        else:
            served.wait_until_it_answers()
        wait_for_another_acknowledgement(readers)
        stop.wait(rng.uniform(0.0, 0.5))
        if number % LIVES == CRASH and not database.is_sqlite:
            crash(database)
        elif number % LIVES == LIVES - 1:
            served.kill()
        else:
            served.kill_child()
    stop.set()
    for thread in threads:
        thread.join()
    finish_what_waits(database, scorer)

    acknowledged = [text for reader in readers for text in reader.acknowledged]
    assert len(acknowledged) > kills
    with database.unit_of_work(write=False) as work:
        stored = work.session.scalars(
            select(Revision.text).where(Revision.text.in_(acknowledged))
        ).all()
        assert sorted(stored) == sorted(acknowledged)
        verdicts = (
            select(Verdict.revision_id, func.count().label("count"))
            .where(Verdict.superseded_at.is_(None))
            .group_by(Verdict.revision_id)
            .subquery()
        )
        judged = work.session.execute(
            select(Revision.scoring_state, verdicts.c.count, func.count())
            .outerjoin(verdicts, verdicts.c.revision_id == Revision.id)
            .group_by(Revision.scoring_state, verdicts.c.count)
        ).all()
        assert [(row[0], row[1]) for row in judged] == [(ScoringState.SCORED, 1)]
        unjudged_but_visible = work.session.scalar(
            select(func.count())
            .select_from(Comment)
            .outerjoin(Verdict, Verdict.comment_id == Comment.id)
            .where(Comment.status == Status.PUBLISHED, Verdict.id.is_(None))
        )
        print(
            f"kills: {kills}, acknowledged: {len(acknowledged)},"
            f" lost: {len(set(acknowledged) - set(stored))},"
            f" visible without a verdict: {unjudged_but_visible}"
        )
        assert unjudged_but_visible == 0
        assert set(doctor.recount(work.session).values()) == {0}
    database.dispose()


def test_ctrl_c_stops_within_two_seconds_and_leaves_nothing_leased(
    served: Served,
) -> None:
    stop = threading.Event()
    database = database_of(served)
    [reader, *_] = log_in(database, served.url)
    served.start()
    thread = threading.Thread(target=reader.post_until, args=(stop,))
    thread.start()
    stop.wait(1.5)

    took = served.stop()

    stop.set()
    thread.join()
    assert took < 2.5, "two seconds and the time to start a process"
    with database.unit_of_work(write=False) as work:
        leased = select(Revision.id).where(Revision.lease_token.is_not(None))
        assert work.session.scalars(leased).all() == []
    database.dispose()
