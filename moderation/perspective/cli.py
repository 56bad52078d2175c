"""The commands ``flask --app wsgi perspective …``."""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO, TextIO, cast

import click
import numpy as np
from flask import Flask
from flask.cli import AppGroup

from moderation.perspective.calibrating import BUNDLED, OWN
from moderation.perspective.checking import check
from moderation.perspective.current import current_analyzer
from moderation.perspective.fitting import (
    COLUMNS,
    cross_validated,
    fit_attribute,
    measure,
)
from moderation.scoring.base.errors import ScoringError
from moderation.scoring.base.protocol import Scorer
from moderation.web.request import config, scorer

BUNDLED_MODEL = "bundled"
TEXT = "comment_text"
AT_ONCE = 64

perspective = AppGroup("perspective", help="The Perspective-compatible API.")


def register(app: Flask) -> None:
    """Add the commands to *app*."""
    app.cli.add_command(perspective)


@perspective.command()
@click.option(
    "--data",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="CSV (or .csv.gz) of comments with the scores that the real API gave them.",
)
@click.option(
    "--to",
    "target",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to keep it; the one of the bundled model is kept with the code.",
)
def calibrate(data: Path, target: Path | None) -> None:
    """Fit the loaded model's scores to the real API's scale, and measure the fit."""
    rows = _rows(data)
    missing = {column for column, _ in COLUMNS.values()} | {TEXT}
    missing -= set(rows[0] if rows else ())
    if missing:
        raise click.ClickException(f"The data lacks: {', '.join(sorted(missing))}.")
    content = _calibration(rows, scorer().loaded())
    is_bundled = content["model"] == BUNDLED_MODEL
    own = config().instance_path / OWN
    path = target or (BUNDLED if is_bundled else own)
    path.write_text(json.dumps(content, indent=1) + "\n")
    for name, each in content["attributes"].items():
        click.echo(_line(name, each["measured"]))
    click.echo(f"Kept in {path} as {content['name']}.")


@perspective.command("check")
@click.argument("file", type=click.File("rb"))
@click.pass_context
def check_texts(context: click.Context, file: BinaryIO) -> None:
    """Score every text in FILE, one per line, and count failures.

    Requests every attribute, of each text and of its sentences. Stores nothing and
    prints no text. Bytes that are not UTF-8 are read as U+FFFD; - means standard input.
    Exits with 1 if a text caused an unexpected error.
    """
    texts = (line.rstrip(b"\r\n").decode("utf-8", "replace") for line in file)
    scorer().loaded()
    report = check(current_analyzer(), texts)
    for line in report.lines():
        click.echo(line)
    if report.failed:
        context.exit(1)


def _rows(data: Path) -> list[dict[str, str]]:
    with cast("TextIO", _open(data)) as file:
        return list(csv.DictReader(file))


def _open(data: Path) -> Any:
    if data.suffix == ".gz":
        return gzip.open(data, "rt", encoding="utf-8", newline="")
    return data.open(encoding="utf-8", newline="")


def _calibration(rows: Sequence[dict[str, str]], classifier: Scorer) -> dict[str, Any]:
    texts = [row[TEXT] for row in rows]
    scores = []
    for start in range(0, len(texts), AT_ONCE):
        try:
            scores += classifier.score(texts[start : start + AT_ONCE])
        except ScoringError as error:
            raise click.ClickException(str(error)) from error
    attributes = {}
    for name, (column, label) in COLUMNS.items():
        if any(each[label] is None for each in scores):
            continue
        real = np.array([float(row[column]) for row in rows])
        found = fit_attribute(scores, real, label)
        attributes[name] = {
            "weights": {each.value: weight for each, weight in found.weights.items()},
            "inputs": found.curve.inputs,
            "outputs": found.curve.outputs,
            "measured": measure(*cross_validated(scores, real, label), real),
        }
    shown = json.dumps(attributes, sort_keys=True).encode()
    return {
        "name": f"perspective-2018/{hashlib.sha256(shown).hexdigest()[:8]}",
        "model": classifier.name,
        "version": classifier.version,
        "fitted_rows": len(rows),
        "attributes": attributes,
    }


def _line(name: str, measured: dict[str, Any]) -> str:
    cuts = "; ".join(
        f"{each['cut']}: same side {each['same_side'][0]:.3f}"
        f" ({each['same_side'][1]:.3f} to {each['same_side'][2]:.3f}),"
        f" {each['above']} above, found {_share(each['found'])}"
        f"{'' if each['is_claimed'] else ', too few to claim'}"
        for each in measured["cuts"]
    )
    return (
        f"{name}: rank correlation {measured['rank_correlation']:.3f}, mean difference"
        f" {measured['mean_difference']:.3f}; {cuts}"
    )


def _share(share: list[float] | None) -> str:
    return "none" if share is None else f"{share[0]:.3f}"
