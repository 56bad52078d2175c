"""``flask --app wsgi export …``: writes everything of a site into files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
from flask.cli import with_appcontext

from auth.db.database import current_database
from moderation.commands.importing import site_named
from moderation.exchange.exports import coral_csv, json_lines, reading
from moderation.exchange.exports.rows import ExportedComment
from moderation.web.request import config

_ADDRESSES = click.option(
    "--addresses", is_flag=True, help="Include the confirmed addresses of authors."
)
_SITE = click.option("--site", "host", help="Host of the site, if there are several.")


@click.group("export")
def exporting() -> None:
    """Write everything of a site into files."""


@exporting.command("jsonl")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@_SITE
@_ADDRESSES
@with_appcontext
def export_json_lines(file: Path, *, host: str | None, addresses: bool) -> None:
    """Write FILE with articles, people and comments as JSON lines."""
    database = current_database()
    comments = _comments(site_named(database, host), with_addresses=addresses)
    with file.open("w", encoding="utf-8", newline="") as out:
        out.writelines(json_lines.lines(comments))
    click.echo(f"Written: {file}")


@exporting.command("coral")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@_SITE
@_ADDRESSES
@with_appcontext
def export_coral(folder: Path, *, host: str | None, addresses: bool) -> None:
    """Write the three CSV files that Coral's importer reads into FOLDER."""
    database = current_database()
    site_id = site_named(database, host)
    folder.mkdir(parents=True, exist_ok=True)
    for name in coral_csv.FILES:
        comments = _comments(site_id, with_addresses=addresses)
        with (folder / name).open("w", encoding="utf-8", newline="") as out:
            out.writelines(coral_csv.lines(comments, name))
    click.echo(f"Written: {', '.join(coral_csv.FILES)} in {folder}")


def _comments(site_id: int, *, with_addresses: bool) -> Iterator[ExportedComment]:
    return reading.comments(
        current_database(),
        site_id=site_id,
        base_url=config().base_url.rstrip("/"),
        with_addresses=with_addresses,
    )
