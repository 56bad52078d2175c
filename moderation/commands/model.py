"""``flask --app wsgi model …``: trains, measures and prepares the classifier.

The libraries behind these commands are imported when they run, because no other command
and no serving process needs them.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click
from flask.cli import with_appcontext

from moderation.policy.builtin import BUILTIN_PROFILES
from moderation.scoring.base import checkpoints
from moderation.scoring.deobfuscation.unmasking_scorer import UnmaskingScorer
from moderation.scoring.runtime.calibration import keep
from moderation.scoring.runtime.loading import load_plain, load_scorer
from moderation.web.request import config

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_say = partial(click.echo, err=True)


@click.group()
def model() -> None:
    """Train, measure and prepare the classifier."""


@model.command()
@with_appcontext
def prepare() -> None:
    """Prepare the configured classifier, so that no start has to wait for it."""
    settings = config()
    scorer = load_scorer(
        settings.classifier,
        settings.prepared_path,
        sha256=settings.classifier_sha256,
        report=_say,
    )
    click.echo(scorer.version)


@model.command()
@click.option("--data", "data_folder", type=_FOLDER, required=True)
@click.option(
    "--work",
    "work_folder",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="Keeps the state; the same folder goes on where it stopped.",
)
@click.option(
    "--recipe",
    "recipe_name",
    type=click.Choice(["whole", "threats"]),
    default="whole",
    show_default=True,
    help="Everything, or threats alone from what came of everything.",
)
@click.option("--start", default=checkpoints.BUNDLED, show_default=True)
@click.option("--sha256", default="", help="The digest of an own checkpoint to start.")
@click.option("--seed", default=0, show_default=True)
@click.option("--threads", default=2, show_default=True)
def train(
    data_folder: Path,
    work_folder: Path,
    recipe_name: str,
    start: str,
    sha256: str,
    seed: int,
    threads: int,
) -> None:
    """Train for one pass over the data and write WORK/trained.ckpt.

    On two processor cores a pass takes up to an hour.
    """
    from moderation.scoring.training.recipe import RECIPES  # noqa: PLC0415
    from moderation.scoring.training.run import make  # noqa: PLC0415

    make(
        checkpoints.find(start, work_folder, sha256=sha256, report=_say),
        data_folder,
        work_folder,
        recipe=RECIPES[recipe_name],
        seed=seed,
        threads=threads,
        report=_say,
    )


@model.command()
@click.argument("checkpoint", default=checkpoints.BUNDLED)
@click.option("--data", "data_folder", type=_FOLDER, required=True)
@click.option("--sha256", default="", help="The digest of an own checkpoint.")
@with_appcontext
def evaluate(checkpoint: str, data_folder: Path, sha256: str) -> None:
    """Measure CHECKPOINT: bundled, a name of a published Detoxify model, or a path."""
    from moderation.scoring.evaluation.table import as_text, evaluate  # noqa: PLC0415

    folder = config().prepared_path
    plain, calibration = load_plain(checkpoint, folder, sha256=sha256, report=_say)
    unmasking = UnmaskingScorer(plain)
    click.echo(f"# {calibration.over(unmasking).version}")
    limits = {
        each.name: {
            label: (limit.flag, limit.hold) for label, limit in each.thresholds.items()
        }
        for each in BUILTIN_PROFILES
    }
    for section in evaluate(
        plain.score, unmasking.score, calibration, data_folder, _say, limits=limits
    ):
        click.echo(as_text(section))


@model.command()
@click.argument("checkpoint", default=checkpoints.BUNDLED)
@click.option("--data", "data_folder", type=_FOLDER, required=True)
@click.option("--sha256", default="", help="The digest of an own checkpoint.")
@with_appcontext
def calibrate(checkpoint: str, data_folder: Path, sha256: str) -> None:
    """Fit a calibration to CHECKPOINT, and store it beside the checkpoint."""
    from moderation.scoring.evaluation import data_sets, fitting  # noqa: PLC0415

    folder = config().prepared_path
    plain, _ = load_plain(checkpoint, folder, sha256=sha256, report=_say)
    examples = data_sets.kept_back(data_folder)
    scores = UnmaskingScorer(plain).score([each.text for each in examples])
    found = checkpoints.find(checkpoint, folder, sha256=sha256, report=_say)
    try:
        click.echo(keep(fitting.fit(examples, scores), found))
    except ValueError as error:
        raise click.ClickException(str(error)) from error
