"""One solution of a proof of work, sent by eight at once, on each database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

from auth.access.scripts import proofs
from auth.access.scripts.proof_of_work import Solved
from auth.db.database import Database
from tests.races.stage import CALLERS


def test_a_solution_lets_one_of_eight_forms_through(database: Database) -> None:
    with database.unit_of_work(write=False) as work:
        solved = Solved("0f" * 16, work.now + timedelta(minutes=10))
    barrier = Barrier(CALLERS)

    def use(_caller: int) -> bool:
        barrier.wait()
        with database.unit_of_work(write=True) as work:
            return proofs.use(work.session, solved)

    with ThreadPoolExecutor(CALLERS) as pool:
        used = list(pool.map(use, range(CALLERS)))

    assert sorted(used) == [False] * (CALLERS - 1) + [True]
