"""The chore that reads, imports and takes back uploaded files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import structlog

from auth.core.errors import CeasefireError
from auth.core.translation import lazy_gettext as _
from auth.db.database import Database
from moderation.exchange.imports import running, uploads
from moderation.exchange.imports.formats.errors import UnreadableFileError
from moderation.exchange.imports.models import ImportJob, JobState
from moderation.exchange.imports.plans import ImportPlan
from moderation.exchange.imports.running import ImportFile
from moderation.exchange.imports.services import jobs
from moderation.exchange.imports.services.authors import Digester
from moderation.platform.leases import Claim

log = structlog.get_logger()


class LostError(Exception):
    """Another process works on this file."""


@dataclass(frozen=True)
class Importer:
    """Works on the uploaded files of this machine.

    :param folder: where they lie.
    :param secret: the installation's secret, for digests of authors.
    """

    database: Database
    folder: Path
    secret: str

    def do_round(self) -> None:
        """Work on every file that waits. A failure is told to the admin."""
        self._give_up()
        self._miss()
        while (found := self._claim()) is not None:
            claim, job = found
            try:
                self._work(claim, job)
            except CeasefireError as error:
                self._note(claim, state=JobState.FAILED, error=error.text)
            except LostError:
                log.warning("import.lost", job=job.id)

    def _give_up(self) -> None:
        """Tell the admin of files that were tried too often."""
        with self.database.unit_of_work(write=False) as work:
            is_due = jobs.is_any_given_up(work.session, now=work.now)
        if is_due:
            with self.database.unit_of_work(write=True) as work:
                jobs.give_up(work.session, now=work.now)

    def _miss(self) -> None:
        """Tell the admin of files that no process has any more."""
        with self.database.unit_of_work(write=False) as work:
            waiting = jobs.waiting(work.session)
            ids = [job.id for job in waiting if not self._can_begin(job)]
            is_due = jobs.is_any_missed(work.session, ids, now=work.now)
        if is_due:
            with self.database.unit_of_work(write=True) as work:
                jobs.miss(work.session, ids, now=work.now)

    def _can_begin(self, job: ImportJob) -> bool:
        return (
            job.state not in jobs.NEED_FILE
            or uploads.path_of(self.folder, job).exists()
        )

    def _claim(self) -> tuple[Claim, ImportJob] | None:
        with self.database.unit_of_work(write=False) as work:
            waiting = jobs.waiting(work.session)
            own = [job.id for job in waiting if self._can_begin(job)]
        if not own:
            return None
        with self.database.unit_of_work(write=True) as work:
            claim = jobs.claim(work.session, own, now=work.now)
            if not claim.ids:
                return None
            job = work.session.get_one(ImportJob, claim.ids[0])
            work.session.flush()
            work.session.expunge(job)
        return claim, job

    def _work(self, claim: Claim, job: ImportJob) -> None:
        if job.state is JobState.UNDOING:
            go_on = partial(self._note, claim)
            running.undo(self.database, job.run_id or 0, report=go_on)
            self._note(claim, state=JobState.UNDONE, lease_until=None)
            return
        path = uploads.path_of(self.folder, job)
        file = ImportFile(path, job.source, job.site_id)
        written_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        options = jobs.options_of(job.options, latest=written_at)
        with running.read_file(self.database, file, options) as (staging, plan):
            if job.state is JobState.READING:
                _check_holds_something(plan)
                lines = list(plan.lines())
                self._note(claim, state=JobState.PLANNED, plan=lines, total=plan.total)
                return
            done = 0

            def report(run_id: int, count: int) -> None:
                nonlocal done
                done += count
                # The run is known from the beginning, so that a part can be undone.
                self._note(claim, run_id=run_id, done=done)

            digester = Digester(self.secret)
            stored = running.store(
                self.database, staging, file, options, digester=digester, report=report
            )
        self._note(claim, state=JobState.DONE, run_id=stored.run_id)

    def _note(self, claim: Claim, **values: object) -> None:
        with self.database.unit_of_work(write=True) as work:
            is_held = jobs.note(
                work.session,
                claim,
                **({"now": work.now} | values),  # type: ignore[arg-type]
            )
        if not is_held:
            raise LostError


def _check_holds_something(plan: ImportPlan) -> None:
    if plan.is_empty:
        message = _(
            "There are no comments in this file. Please check that it was exported "
            "from the system that you chose."
        )
        raise UnreadableFileError(message)
