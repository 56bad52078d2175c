"""Acts on uploaded files, and the undoing of a claim, done by eight at once."""

from __future__ import annotations

from typing import Any

from moderation.exchange.imports.models import ImportClaim, ImportJob, JobState
from tests.races.stage import CALLERS, Call, Race, Stage


def upload(stage: Stage, state: JobState) -> int:
    """Return a file that was uploaded, in *state*."""

    def begin(session: Any, now: Any) -> int:
        job = ImportJob(
            site_id=1,
            source="disqus",
            file_name="a.xml",
            options={},
            state=state,
            plan=[],
            created_at=now,
        )
        session.add(job)
        session.flush()
        return job.id

    return int(stage.write(begin))


def begin_upload(stage: Stage) -> Call:
    form = {"source": "disqus", "file_name": "a.xml"}
    return Call("/admin/imports", form, callers=stage.newsroom)


def send_part(stage: Stage) -> Call:
    path = f"/admin/imports/{upload(stage, JobState.RECEIVING)}/part"
    return Call(path, {"at": "0", "part": b"x"}, callers=stage.newsroom)


def decide_import(stage: Stage) -> Call:
    path = f"/admin/imports/{upload(stage, JobState.PLANNED)}"
    return Call(path, {"act": "import"}, callers=stage.newsroom)


def undo_claim(stage: Stage) -> Call:
    caller, actor = stage.person()

    def claim(session: Any, now: Any) -> int:
        made = ImportClaim(
            account_id=actor.account_id,
            imported_account_id=actor.account_id,
            claimed_at=now,
        )
        session.add(made)
        session.flush()
        return made.id

    path = f"/account/imported/{stage.write(claim)}/undo"
    return Call(path, callers=[caller] * CALLERS)


RACES = {
    "exchange.begin_upload": Race(begin_upload, adds={"import_job": CALLERS}),
    "exchange.add_part": Race(send_part, 1),
    "exchange.act_on_import": Race(decide_import, 1),
    "exchange_claims.undo_claim": Race(undo_claim, 1),
}
