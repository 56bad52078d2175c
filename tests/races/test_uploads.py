"""Admins decide about one uploaded file at the same moment: one act counts."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from moderation.exchange.imports.models import (
    ImportJob,
    ImportRun,
    JobState,
    RunState,
)
from tests.races.exchange import upload
from tests.races.stage import CALLERS, Call, Stage


def begin_run(stage: Stage, job_id: int) -> None:
    """Let an upload have stored something."""

    def begin(session: Session, now: datetime) -> None:
        run = ImportRun(
            site_id=1,
            source="disqus",
            file_name="a.xml",
            file_sha256="0" * 64,
            options={},
            counts={},
            state=RunState.RUNNING,
            started_at=now,
        )
        session.add(run)
        session.flush()
        session.get_one(ImportJob, job_id).run_id = run.id

    stage.write(begin)


def act_at_once(stage: Stage, job_id: int, *acts: str) -> list[str]:
    """Send the acts in turn from eight admins at once; return those that counted."""
    chosen = [acts[place % len(acts)] for place in range(CALLERS)]
    calls = [
        Call(f"/admin/imports/{job_id}", {"act": act}, callers=stage.newsroom)
        for act in chosen
    ]
    answers = stage.run_all("POST", calls)
    assert max(each.status_code for each in answers) < 500
    return [
        act
        for act, each in zip(chosen, answers, strict=True)
        if each.status_code == 303
    ]


def state(stage: Stage) -> JobState | None:
    found = stage.write(lambda session, _: session.scalar(select(ImportJob.state)))
    return JobState(found) if found else None


def test_a_plan_is_imported_or_discarded(new_stage: Stage) -> None:
    job_id = upload(new_stage, JobState.PLANNED)

    [counted] = act_at_once(new_stage, job_id, "import", "discard")

    assert state(new_stage) is {"import": JobState.IMPORTING, "discard": None}[counted]


def test_a_file_that_is_complete_is_read_once_at_most(new_stage: Stage) -> None:
    job_id = upload(new_stage, JobState.RECEIVING)

    counted = act_at_once(new_stage, job_id, "read", "discard")

    # What is being read can be discarded, too.
    assert counted in (["read"], ["discard"]) or sorted(counted) == ["discard", "read"]
    assert state(new_stage) is (None if "discard" in counted else JobState.READING)


@pytest.mark.parametrize("ended", [JobState.DONE, JobState.FAILED])
def test_what_has_stored_something_is_undone_once_and_not_discarded(
    new_stage: Stage, ended: JobState
) -> None:
    job_id = upload(new_stage, ended)
    begin_run(new_stage, job_id)

    counted = act_at_once(new_stage, job_id, "undo", "discard", "import")

    assert counted == ["undo"]
    assert state(new_stage) is JobState.UNDOING
