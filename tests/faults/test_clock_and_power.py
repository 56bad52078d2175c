"""A clock that is wrong, and a power cut: what was acknowledged stays."""

from __future__ import annotations

import random
import shutil
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

import pytest
from sqlalchemy import text

from moderation.event_table import open_database
from moderation.intake.worker import Worker
from moderation.scoring.runtime.fixed_scorer import FixedScorer
from tests.calling import Newsroom
from tests.faults.breaking import SAID, is_whole, judge, listening, post, stored

pytestmark = pytest.mark.fault


def test_a_clock_that_jumps_back_loses_and_repeats_nothing(
    called: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader, _ = called.person("Nour")
    post(reader, "Before the jump.")
    monkeypatch.setattr(
        "auth.db.database.datetime", clock_off_by(timedelta(minutes=-10))
    )

    status = post(reader, "After the jump.")
    judge(called)
    judge(called)

    assert status == 303
    assert stored(called) == ["Before the jump.", "After the jump."]
    assert is_whole(called)


def test_the_clock_of_a_worker_is_of_no_effect_on_postgresql(
    on_postgresql: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader, _ = on_postgresql.person("Nour")
    post(reader)
    with on_postgresql.database.unit_of_work(write=True) as work:
        # Another worker holds it for a minute yet.
        work.session.execute(
            text(
                "UPDATE revision"
                " SET lease_token = 'x', lease_until = :until, attempts = 1"
            ),
            {"until": work.now + timedelta(minutes=1)},
        )
    monkeypatch.setattr(
        "auth.db.database.datetime", clock_off_by(timedelta(minutes=10))
    )

    taken = Worker(on_postgresql.database, FixedScorer()).run_once()

    assert taken == 0


def test_a_power_cut_at_any_byte_leaves_a_whole_file_with_all_that_was_acknowledged(
    called: Newsroom, tmp_path: Path
) -> None:
    reader, _ = called.person("Nour")
    source = Path(str(called.database.url.database))
    log = source.with_name(source.name + "-wal")
    stop_checkpoints = "PRAGMA wal_autocheckpoint=0"
    acknowledged: list[tuple[int, str]] = []
    with called.database.engine.connect() as keeps_the_log_open:
        keeps_the_log_open.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        with listening(
            called.database,
            "begin",
            lambda c: c.connection.driver_connection.execute(stop_checkpoints),
        ):
            for number in range(12):
                assert post(reader, f"{SAID} {number}") == 303
                acknowledged.append((log.stat().st_size, f"{SAID} {number}"))
        whole = log.read_bytes()
        shutil.copy(source, tmp_path / "before")
    rng = random.Random(1709)

    for number in range(25):
        cut = rng.randint(0, len(whole))
        copy = tmp_path / f"after-{number}.sqlite"
        shutil.copy(tmp_path / "before", copy)
        copy.with_name(copy.name + "-wal").write_bytes(whole[:cut])
        after = open_database(f"sqlite:///{copy}")
        with after.engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
            kept = set(connection.scalars(text("SELECT text FROM revision")))
        after.dispose()
        assert {said for size, said in acknowledged if size <= cut} <= kept


def clock_off_by(difference: timedelta) -> type[datetime]:
    """Return the clock of a machine that goes wrong."""

    class Wrong(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Wrong:
            moment = datetime.now(tz) + difference
            return cls.fromtimestamp(moment.timestamp(), tz)

    return Wrong
