"""``flask --app wsgi import …``: takes over discussions from other systems."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from auth.core.errors import CeasefireError
from auth.db.database import Database, current_database, unit_of_work
from auth.sites.lookup import all_sites
from moderation.exchange.imports import running, urls
from moderation.exchange.imports.options import ImportOptions
from moderation.exchange.imports.running import ImportFile
from moderation.exchange.imports.services import runs
from moderation.exchange.imports.services.authors import Digester

_FILE = click.Path(exists=True, path_type=Path)


@click.group("import")
def importing() -> None:
    """Take over discussions from other systems, and take that back."""


@importing.command("list")
@with_appcontext
def list_runs() -> None:
    """List every import with its number, state and counts."""
    with unit_of_work(write=False) as work:
        for run in runs.all_runs(work.session):
            click.echo(
                f"{run.id}  {run.started_at:%Y-%m-%d %H:%M}  {run.source}"
                f"  {run.file_name}  {run.state.value}  {_in_words(run.counts)}"
            )


@importing.command("undo")
@click.argument("number", type=int)
@with_appcontext
def undo_run(number: int) -> None:
    """Take an import back, except for what was answered or changed since."""
    try:
        report = running.undo(current_database(), number)
    except CeasefireError as error:
        raise click.ClickException(error.message) from error
    click.echo(f"Import {number} is undone: {_comments(report.removed)} removed.")
    if report.stayed:
        it = "it or its" if report.stayed == 1 else "them or their"
        click.echo(
            f"{_comments(report.stayed)} stayed, because someone has answered, edited,"
            f" reported or decided on {it} replies since."
        )


def _command(source: str, what: str) -> click.Command:
    """Return the command that imports files of one format."""

    @click.argument("file", type=_FILE)
    @click.option("--dry-run", is_flag=True, help="Print the plan, and store nothing.")
    @click.option("--site", "host", help="Host of the site, if there are several.")
    @click.option(
        "--map", "map_file", type=_FILE, help="Lines of “from to” for addresses."
    )
    @click.option("--spam", is_flag=True, help="Store spam as rejected comments.")
    @click.option("--skip-pending", is_flag=True, help="Leave out what waits there.")
    @click.option(
        "--known-articles", is_flag=True, help="Leave out articles not known here."
    )
    @click.option(
        "--keep-addresses",
        "legal_basis",
        default="",
        metavar="LEGAL-BASIS",
        help="Keep e-mail addresses, for the stated legal basis.",
    )
    @click.option(
        "--keep-passwords",
        is_flag=True,
        help="Let people log in with their passwords of Coral. Needs --keep-addresses.",
    )
    @click.option(
        "--keep-sanctions",
        is_flag=True,
        help="Keep bans, suspensions and premoderation of Coral that are in force.",
    )
    @click.option(
        "--shift-hours",
        type=float,
        default=0.0,
        help="Add hours to every time, where local times were stored as UTC.",
    )
    @with_appcontext
    def run(file: Path, *, dry_run: bool, **chosen: object) -> None:
        _import(source, file, chosen, dry_run=dry_run)

    return click.command(source, help=f"Import {what}.")(run)


for _source, _what in (
    ("disqus", "the XML export of a Disqus forum"),
    ("wordpress", "the comments of a WordPress export"),
    ("isso", "the database of Isso, or generic JSON"),
    ("remark42", "a backup of Remark42"),
    ("commento", "the JSON export of Commento or Comentario"),
    ("ceasefire", "our own export, JSON lines"),
    ("coral", "a folder, archive or file of Coral: JSON lines of MongoDB, or CSV"),
):
    importing.add_command(_command(_source, _what))


def _import(
    source: str, path: Path, chosen: Mapping[str, object], *, dry_run: bool
) -> None:
    database = current_database()
    try:
        file = ImportFile(path, source, site_named(database, chosen["host"]))
        options = _options(path, chosen)
        with running.read_file(database, file, options) as (staging, plan):
            for line in plan.lines():
                click.echo(line)
            if dry_run:
                click.echo("Dry run: nothing was stored.")
                return
            with click.progressbar(length=plan.total, label="Importing") as bar:
                report = running.store(
                    database,
                    staging,
                    file,
                    options,
                    digester=Digester(current_app.config["SECRET_KEY"]),
                    report=lambda _run_id, count: bar.update(count),
                )
        click.echo(f"Import {report.run_id} is done: {_in_words(report.counts)}.")
    except CeasefireError as error:
        raise click.ClickException(error.message) from error


def _options(path: Path, chosen: Mapping[str, object]) -> ImportOptions:
    map_file = chosen["map_file"]
    rules = []
    if isinstance(map_file, Path):
        rules = urls.read_map(map_file.read_text(encoding="utf-8").splitlines())
    return ImportOptions(
        latest=datetime.fromtimestamp(path.stat().st_mtime, UTC),
        keeps_spam=bool(chosen["spam"]),
        keeps_pending=not chosen["skip_pending"],
        creates_articles=not chosen["known_articles"],
        legal_basis=str(chosen["legal_basis"]).strip(),
        keeps_passwords=bool(chosen["keep_passwords"]),
        keeps_sanctions=bool(chosen["keep_sanctions"]),
        shift_hours=float(str(chosen["shift_hours"])),
        article_map=rules,
    )


def site_named(database: Database, host: object) -> int:
    """Return the site on *host*, or the newsroom's only one.

    :raises ClickException: if there is none, or several and none is named.
    """
    with database.unit_of_work(write=False) as work:
        sites = {site.host: site.id for site in all_sites(work.session)}
    if host is None and len(sites) == 1:
        return next(iter(sites.values()))
    if host not in sites:
        known = ", ".join(sorted(sites)) or "none: run setup first"
        raise click.ClickException(f"Please name the site with --site ({known}).")
    return sites[str(host)]


def _comments(count: int) -> str:
    return f"{count:,} comment{'' if count == 1 else 's'}"


def _in_words(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{n:,} {name}" for name, n in sorted(counts.items())) or "nothing"
