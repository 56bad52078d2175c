"""What tests of uploaded files share: a file with its page, failing work, and time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update
from werkzeug.test import TestResponse

from moderation.exchange.imports import running
from moderation.exchange.imports.chore import Importer
from moderation.exchange.imports.models import ImportJob, JobState
from moderation.exchange.imports.services import jobs, runs
from tests.calling import Caller, Newsroom
from tests.moderation.exchange.imports import importing

IMPORT, UNDO, DISCARD = (
    *("Import the comments", "Undo the import"),
    "Discard the file",
)


@dataclass(frozen=True)
class Upload:
    """An uploaded file: its page, the admin, and the chore that works on it."""

    page: str
    admin: Caller
    importer: Importer

    def work(self) -> None:
        """Let the chore work on it once."""
        self.importer.do_round()

    def act(self, act: str) -> int:
        """Choose what is done with it; return the status of the answer."""
        return int(self.admin.send(self.page, act=act).status_code)

    def begin_import(self) -> None:
        """Read the file, and agree to the plan. The chore imports it next."""
        self.work()
        self.act("import")

    def take_back(self) -> None:
        """Undo its import."""
        self.act("undo")
        self.work()

    def shown(self, language: str = "en") -> TestResponse:
        return self.admin.client.get(f"{self.page}?lang={language}")

    def buttons(self) -> list[str]:
        """Return the words of the buttons on its page."""
        return [each for each in (IMPORT, UNDO, DISCARD) if each in self.shown().text]


def break_after_one_comment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each import fail once it has stored its first comment."""
    monkeypatch.setattr(running, "COMMENTS_A_BATCH", 1)
    monkeypatch.setattr(running, "store_batch", breaking(runs.store_batch, after=1))


def is_taken_back(called: Newsroom) -> bool:
    """Whether the one file is undone, with nothing left of it."""
    return state(called) is JobState.UNDONE and not importing.tree(called.database)


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


def state(called: Newsroom) -> JobState:
    [job] = importing.rows(called.database, ImportJob)
    return JobState(job.state)


def remove_files(importer: Importer) -> None:
    for each in importer.folder.iterdir():
        each.unlink()
