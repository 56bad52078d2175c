"""The admin's page of imports: upload a file, read its plan, import it, undo it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from flask import Blueprint, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from auth.access import forms
from auth.access.declarations import limited, needs, takes_form
from auth.access.identity import acting
from auth.core import audit
from auth.core.errors import CeasefireError, ConflictError, InvalidError
from auth.core.permissions import Permission
from auth.core.translation import gettext as _
from auth.core.translation import lazy_gettext
from auth.db.database import UnitOfWork, unit_of_work
from moderation.exchange.imports import uploads
from moderation.exchange.imports.inputs import BeginUpload, JobAct
from moderation.exchange.imports.models import ImportJob, ImportRun, JobState
from moderation.exchange.imports.services import jobs, undoing
from moderation.exchange.schemas import ActForm, PartForm, UploadForm
from moderation.web.request import config, current_site

blueprint = Blueprint("exchange", __name__, template_folder="templates")

SOURCES = (
    ("disqus", "Disqus"),
    ("wordpress", "WordPress"),
    ("coral", "Coral"),
    ("isso", "Isso"),
    ("remark42", "Remark42"),
    ("commento", "Commento, Comentario"),
    ("ceasefire", "Ceasefire"),
)
STATE_WORDS = {
    JobState.RECEIVING: lazy_gettext("Incomplete"),
    JobState.READING: lazy_gettext("Being read"),
    JobState.PLANNED: lazy_gettext("Waiting for your decision"),
    JobState.IMPORTING: lazy_gettext("Being imported"),
    JobState.DONE: lazy_gettext("Imported"),
    JobState.UNDOING: lazy_gettext("Being undone"),
    JobState.UNDONE: lazy_gettext("Undone"),
    JobState.FAILED: lazy_gettext("Failed"),
}
SECONDS_BETWEEN_LOOKS = "3"
DONE_WORDS = {
    JobAct.READ: lazy_gettext("The file is being read."),
    JobAct.IMPORT: lazy_gettext("The import has begun."),
    JobAct.UNDO: lazy_gettext("The import is being undone."),
    JobAct.DISCARD: lazy_gettext("The file is discarded."),
}


def folder() -> Path:
    """Return the folder of uploaded files."""
    return config().instance_path.absolute() / "imports"


@blueprint.get("/admin/imports")
@needs(Permission.RUN_SITE, fresh=True)
def show_imports() -> str:
    """Show the form, the files, and the links of the export."""
    return _page()


@blueprint.post("/admin/imports")
@needs(Permission.RUN_NEWSROOM, fresh=True)
@limited("newsroom")
@takes_form(
    lazy_gettext("Upload the file"),
    {
        "legal_basis": lazy_gettext("Legal basis for keeping addresses"),
        "article_map": lazy_gettext("Map of addresses"),
    },
)
def begin_upload() -> ResponseReturnValue:
    """Announce a file. A small one may come with the form, without a script."""
    try:
        change, file = forms.read(UploadForm), forms.upload("file")
        _check_is_chosen(file, change)
        with unit_of_work(write=True) as work:
            job = jobs.begin(
                work.session,
                change,
                site_id=current_site(work.session).id,
                account_id=acting().account_id,
                now=work.now,
            )
            if file is not None:
                job.file_name = str(file.filename)[:200]
                uploads.add_part(uploads.path_of(folder(), job), file.stream, at=0)
                jobs.act(work.session, job, JobAct.READ)
            _write_down(work, job, "begin")
            number = job.id
    except InvalidError as error:
        return _page(forms.sent(), error), 422
    return redirect(url_for("exchange.show_import", job_id=number), 303)


def _check_is_chosen(file: FileStorage | None, change: BeginUpload) -> None:
    name = change.file_name if file is None else str(file.filename)
    if not name:
        raise InvalidError(_("Please choose a file."), {"field": "file"})
    uploads.check_name(name)


@blueprint.post("/admin/imports/<int:job_id>/part")
@needs(Permission.RUN_NEWSROOM)
@limited("desk")
@takes_form(lazy_gettext("Send a part of the file"))
def add_part(job_id: int) -> ResponseReturnValue:
    """Append a part of a file, and return its size, as JSON."""
    at, part = forms.read(PartForm), forms.upload("part")
    if part is None:
        raise InvalidError(_("Please choose a file."), {"field": "part"})
    with unit_of_work(write=False) as work:
        site = current_site(work.session)
        job = jobs.get(work.session, job_id, site_id=site.id)
        if job.state is not JobState.RECEIVING:
            raise InvalidError(_("This file is complete."))
        path = uploads.path_of(folder(), job)
    try:
        return {"size": uploads.add_part(path, part.stream, at=at)}
    except ConflictError as error:
        # The script goes on from where we stand.
        return {"size": error.details["size"]}, 409


@blueprint.get("/admin/imports/<int:job_id>")
@needs(Permission.RUN_NEWSROOM, fresh=True)
def show_import(job_id: int) -> ResponseReturnValue:
    """Show one file: its plan, its progress or its report."""
    with unit_of_work(write=False) as work:
        site = current_site(work.session)
        job = jobs.get(work.session, job_id, site_id=site.id)
        is_busy = job.state in jobs.FOR_CHORE
        run = work.session.get(ImportRun, job.run_id) if job.run_id else None
        undone = run if job.state is JobState.UNDONE else None
        page = render_template(
            "exchange/import.html",
            job=job,
            run=run,
            words=STATE_WORDS,
            states=JobState,
            may_undo=jobs.may_undo(job),
            may_discard=jobs.may_discard(job),
            is_busy=is_busy,
            stayed=undoing.count_comments(work.session, undone.id) if undone else 0,
            size=uploads.size_of(uploads.path_of(folder(), job)),
        )
    response = make_response(page)
    if is_busy:
        response.headers["Refresh"] = SECONDS_BETWEEN_LOOKS
    return response


@blueprint.post("/admin/imports/<int:job_id>")
@needs(Permission.RUN_NEWSROOM, fresh=True)
@limited("newsroom")
@takes_form(lazy_gettext("Decide about the file"))
def act_on_import(job_id: int) -> ResponseReturnValue:
    """Read, import, undo or discard a file."""
    chosen = forms.read(ActForm).act
    with unit_of_work(write=True) as work:
        site = current_site(work.session)
        job = jobs.get(work.session, job_id, site_id=site.id)
        path = uploads.path_of(folder(), job)
        _write_down(work, job, chosen.value)
        if chosen is JobAct.DISCARD:
            jobs.discard(work.session, job)
            work.after_commit(lambda: uploads.discard(path))
        else:
            jobs.act(work.session, job, chosen)
    flash(str(DONE_WORDS[chosen]))
    if chosen is JobAct.DISCARD:
        return redirect(url_for("exchange.show_imports"), 303)
    return redirect(url_for("exchange.show_import", job_id=job_id), 303)


def _write_down(work: UnitOfWork, job: ImportJob, act: str) -> None:
    audit.record(
        work.session,
        actor_id=acting().account_id,
        action=f"import.{act}",
        subject=("import_job", job.id),
        site_id=job.site_id,
        now=work.now,
        detail={"source": job.source, "file": job.file_name},
    )


def _page(
    form: Mapping[str, str] = MappingProxyType({}), error: CeasefireError | None = None
) -> str:
    with unit_of_work(write=False) as work:
        site = current_site(work.session)
        return render_template(
            "exchange/imports.html",
            form=form,
            error=error,
            site=site,
            sources=SOURCES,
            words=STATE_WORDS,
            jobs=jobs.newest(work.session, site_id=site.id),
            most_bytes=uploads.LARGEST,
            most_megabytes=uploads.LARGEST // 1_000_000,
            too_large=uploads.too_large(),
        )
