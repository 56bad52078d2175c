"""What tests of uploaded files share: failing work, time, and what the page offers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from moderation.exchange.imports.chore import Importer
from moderation.exchange.imports.models import ImportJob, JobState
from moderation.exchange.imports.services import jobs
from tests.calling import Newsroom
from tests.moderation.exchange.imports import importing

FAILED_EACH_TIME = "failed each time"
IMPORT, UNDO, DISCARD = (
    *("Import the comments", "Undo the import"),
    "Discard the file",
)


def breaking(act: Callable[..., Any], *, after: int) -> Callable[..., Any]:
    """Return *act*, which fails from its call number *after* on."""
    calls = iter(range(100))

    def broken(*arguments: Any, **named: Any) -> Any:
        if next(calls) >= after:
            raise RuntimeError
        return act(*arguments, **named)

    return broken


def try_until_given_up(called: Newsroom, importer: Importer) -> None:
    """Let the chore try again, as often as it does, and see that it failed."""
    for _ in range(jobs.MOST_ATTEMPTS):
        with pytest.raises(RuntimeError):
            importer.do_round()
        pass_lease(called, timedelta())
    importer.do_round()


def pass_lease(called: Newsroom, time: timedelta) -> None:
    """Let *time* pass since the leases of all files expired, and a second."""
    with called.database.unit_of_work(write=True) as work:
        past = work.now - time - timedelta(seconds=1)
        work.session.execute(update(ImportJob).values(lease_until=past))


def buttons(page: str) -> list[str]:
    return [each for each in (IMPORT, UNDO, DISCARD) if each in page]


def state(called: Newsroom) -> JobState:
    [job] = importing.rows(called.database, ImportJob)
    return JobState(job.state)


def remove_files(importer: Importer) -> None:
    for each in importer.folder.iterdir():
        each.unlink()
