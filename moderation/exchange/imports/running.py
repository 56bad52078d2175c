"""Runs an import from the file to the report. It may be killed at any time.

Each batch is one transaction. The next start of the same file goes on behind the last
one, because every stored record is known by its id in the source.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import structlog

from auth.core.translation import lazy_gettext as _
from auth.db.database import Database
from moderation.exchange.imports import articles, plans
from moderation.exchange.imports.acts.batches import ActBatch
from moderation.exchange.imports.acts.reactions import ReactionBatch
from moderation.exchange.imports.acts.sanctions import SanctionBatch
from moderation.exchange.imports.arranging import arrange
from moderation.exchange.imports.formats import (
    ceasefire,
    commento,
    coral,
    disqus,
    isso,
    opening,
    remark42,
    wordpress,
)
from moderation.exchange.imports.formats.errors import UnreadableFileError
from moderation.exchange.imports.formats.records import Records
from moderation.exchange.imports.options import ImportOptions
from moderation.exchange.imports.plans import ImportPlan
from moderation.exchange.imports.services import runs, undoing
from moderation.exchange.imports.services.authors import Digester
from moderation.exchange.imports.services.runs import store_batch
from moderation.exchange.imports.staging import Staging, opened

log = structlog.get_logger()

COMMENTS_A_BATCH = 1_000

ODD_VALUE = (
    *(ArithmeticError, AttributeError, LookupError),
    *(RecursionError, TypeError, ValueError),
)
"""What a reader raises at a value that no export has in that place."""


def _of_text(read: Callable[[Iterator[str]], Records]) -> Callable[[Path], Records]:
    """Return what reads a file by *read*, which reads its text in pieces."""

    def read_path(path: Path) -> Records:
        with opening.open_text(path) as pieces:
            yield from read(pieces)

    return read_path


READERS: dict[str, Callable[[Path], Records]] = {
    "disqus": _of_text(disqus.read),
    "wordpress": _of_text(wordpress.read),
    "isso": isso.read,
    "remark42": _of_text(remark42.read),
    "commento": _of_text(commento.read),
    "coral": coral.read,
    "ceasefire": _of_text(ceasefire.read),
}
"""The reader of each format."""


@dataclass(frozen=True)
class ImportFile:
    """A file to import into a site."""

    path: Path
    source: str
    site_id: int


@dataclass(frozen=True)
class ImportReport:
    """What an import has done: the number of its run, and its counts by status."""

    run_id: int
    counts: Counter[str]


@dataclass(frozen=True)
class UndoReport:
    """How many comments went when an import was taken back, and how many stayed."""

    removed: int
    stayed: int


@contextmanager
def read_file(
    database: Database, file: ImportFile, options: ImportOptions
) -> Iterator[tuple[Staging, ImportPlan]]:
    """Read a file, and yield its records in order and the plan. Stores nothing.

    :raises UnreadableFileError: if it is not what it should be.
    """
    if file.path.is_dir() and file.source != "coral":
        raise UnreadableFileError(_("This is a folder, not a file."))
    with opened() as staging:
        staging.fill(_records(file))
        with database.unit_of_work(write=False) as work:
            articles.load(work.session, staging, site_id=file.site_id)
        articles.find_all(staging, options)
        arrange(staging, options)
        yield staging, plans.plan_of(staging, options)


def _records(file: ImportFile) -> Records:
    """Yield the records of a file. Whatever it holds, it is read or refused."""
    try:
        yield from READERS[file.source](file.path)
    except ODD_VALUE as error:
        log.exception("import.odd_value", source=file.source)
        message = _(
            "This file is not laid out like an export of this system. The server's "
            "log has the details."
        )
        raise UnreadableFileError(message) from error


def store(
    database: Database,
    staging: Staging,
    file: ImportFile,
    options: ImportOptions,
    *,
    digester: Digester,
    report: Callable[[int, int], None] = lambda _run_id, _count: None,
) -> ImportReport:
    """Store what :func:`read_file` has read.

    :param report: told the number of the run at the beginning and after each batch,
        with how many more comments are done.
    """
    with database.unit_of_work(write=True) as work:
        run_id = runs.begin(
            work.session,
            site_id=file.site_id,
            source=file.source,
            file=(file.path.name, opening.digest_of(file.path)),
            options=options.as_json(),
            now=work.now,
        ).id
    report(run_id, 0)
    counts: Counter[str] = Counter()
    for batch in staging.in_order(size=COMMENTS_A_BATCH):
        with database.unit_of_work(write=False) as work:
            read = runs.new_texts(work.session, batch, run_id=run_id)
        with database.unit_of_work(write=True) as work:
            counts += store_batch(
                work.session,
                staging,
                batch,
                run_id=run_id,
                read=read,
                digester=digester,
                options=options,
                now=work.now,
            )
        report(run_id, len(batch))
    counts += _store_acts(database, staging, run_id, digester, options)
    report(run_id, 0)
    with database.unit_of_work(write=True) as work:
        runs.finish(work.session, run_id, now=work.now)
    return ImportReport(run_id, counts)


def _store_acts(
    database: Database,
    staging: Staging,
    run_id: int,
    digester: Digester,
    options: ImportOptions,
) -> Counter[str]:
    counts: Counter[str] = Counter()
    for acts in _acts(staging, options):
        with database.unit_of_work(write=True) as work:
            counts += runs.store_acts(
                work.session,
                staging,
                acts,
                run_id=run_id,
                digester=digester,
                options=options,
                now=work.now,
            )
    return counts


def _acts(staging: Staging, options: ImportOptions) -> Iterator[ActBatch]:
    """Yield what readers and moderators did, which needs the comments."""
    for reactions in staging.reactions(size=COMMENTS_A_BATCH):
        yield ReactionBatch(reactions)
    if options.keeps_sanctions:
        for sanctions in staging.sanctions(size=COMMENTS_A_BATCH):
            yield SanctionBatch(sanctions)


def undo(
    database: Database, run_id: int, *, report: Callable[[], None] = lambda: None
) -> UndoReport:
    """Take an import back, as :mod:`services.undoing` says.

    It may be interrupted and called again. What went before is not counted then.

    :param report: called after each step.
    :raises NotFoundError: if there is no import with this number.
    """
    with database.unit_of_work(write=False) as work:
        runs.get(work.session, run_id)
    remove_all = partial(_in_steps, database, run_id, report)
    remove_all(undoing.remove_reactions)
    remove_all(undoing.remove_sanctions)
    removed = remove_all(undoing.remove_comments)
    remove_all(undoing.remove_authors)
    remove_all(undoing.remove_articles)
    with database.unit_of_work(write=True) as work:
        undoing.forget_identifiers(work.session, run_id)
        runs.mark_undone(work.session, run_id, now=work.now)
        return UndoReport(removed, undoing.count_comments(work.session, run_id))


def _in_steps(
    database: Database,
    run_id: int,
    report: Callable[[], None],
    remove: Callable[..., tuple[int, int | None]],
) -> int:
    """Call *remove* in transactions of its own to the end; return how many it removed.

    Others write in between.
    """
    removed, before = 0, None
    while True:
        with database.unit_of_work(write=True) as work:
            count, before = remove(work.session, run_id, before=before)
        report()
        removed += count
        if before is None:
            return removed
