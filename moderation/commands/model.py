"""``flask --app wsgi model …``: trains, measures and prepares the classifier.

The libraries behind these commands are imported when they run, because no other command
and no serving process needs them.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click
from flask.cli import with_appcontext

from moderation.commands.learning import calibrate_by_decisions, install, learn
from moderation.policy.builtin import BUILTIN_PROFILES
from moderation.scoring.base import checkpoints
from moderation.scoring.base.checkpoints import digest_of
from moderation.scoring.base.labels import Label
from moderation.scoring.deobfuscation.unmasking_scorer import UnmaskingScorer
from moderation.scoring.runtime.calibration import keep
from moderation.scoring.runtime.loading import load_plain, load_scorer
from moderation.web.request import config

if TYPE_CHECKING:
    from moderation.scoring.evaluation.figures import Section

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_say = partial(click.echo, err=True)


@click.group()
def model() -> None:
    """Train, measure and prepare the classifier."""


model.add_command(learn)
model.add_command(install)


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
    type=click.Choice(["whole", "threats", "judged"]),
    default="whole",
    show_default=True,
    help="The rows: everything, threats alone, or what was judged by reading.",
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
    from moderation.scoring.training.recipe import RECIPES  # noqa: PLC0415  It loads torch.
    from moderation.scoring.training.run import make  # noqa: PLC0415  It loads torch.

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
@click.argument("files", nargs=-1, required=True, type=_FILE)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
def average(files: tuple[Path, ...], out: Path) -> None:
    """Write the mean of the weights of several trained FILES to --out."""
    from moderation.scoring.training.files import average  # noqa: PLC0415  It loads torch.

    found = [
        checkpoints.find(str(each), each.parent, sha256=digest_of(each), report=_say)
        for each in files
    ]
    average(found, out)
    click.echo(f"{out}  SHA-256 {digest_of(out)}")


@model.command()
@click.argument("names", nargs=-1, metavar="[CHECKPOINT]...")
@click.option("--data", "data_folder", type=_FOLDER, required=True)
@click.option(
    "--sha256",
    "digests",
    multiple=True,
    help="The digest of an own checkpoint; once for each path, in their order.",
)
@click.option(
    "--newspapers",
    "is_short",
    is_flag=True,
    help="Only judged rows and contrast sets, which takes a tenth of the time.",
)
@click.option(
    "--exact",
    "is_exact",
    is_flag=True,
    help="Score with Detoxify itself instead of the fast model in eight bits.",
)
@with_appcontext
def evaluate(
    names: tuple[str, ...],
    data_folder: Path,
    digests: tuple[str, ...],
    is_short: bool,
    is_exact: bool,
) -> None:
    """Measure each CHECKPOINT: bundled, a published Detoxify model, or a path.

    Several checkpoints are shown side by side.
    """
    from moderation.scoring.evaluation import newspapers, side_by_side  # noqa: PLC0415  It loads NumPy.
    from moderation.scoring.evaluation.table import evaluate  # noqa: PLC0415  It loads NumPy.

    given = iter(digests)
    found = {}
    for name in names or (checkpoints.BUNDLED,):
        plain, calibration = load_plain(
            name,
            config().prepared_path,
            sha256="" if _is_known(name) else next(given, ""),
            exact=is_exact,
            report=_say,
        )
        unmasking = UnmaskingScorer(plain)
        version = calibration.over(unmasking).version
        if is_short:
            sections = newspapers.sections(plain.score, data_folder)
        else:
            sections = evaluate(
                plain.score,
                unmasking.score,
                calibration,
                data_folder,
                _say,
                limits=_limits(),
            )
        found[version] = _shown(version, sections, is_alone=len(names) < 2)
    if len(found) > 1:
        click.echo(side_by_side.beside(found))


def _is_known(name: str) -> bool:
    return name == checkpoints.BUNDLED or name in checkpoints.PUBLISHED


def _limits() -> dict[str, dict[Label, tuple[float, float]]]:
    return {
        each.name: {
            label: (limit.flag, limit.hold) for label, limit in each.thresholds.items()
        }
        for each in BUILTIN_PROFILES
    }


def _shown(
    version: str, sections: Iterable[Section], *, is_alone: bool
) -> list[Section]:
    """Print each section as it is measured if no other checkpoint is compared."""
    from moderation.scoring.evaluation.side_by_side import as_text  # noqa: PLC0415  It loads NumPy.

    if not is_alone:
        return list(sections)
    click.echo(f"# {version}")
    for section in sections:
        click.echo(as_text(section))
    return []


@model.command()
@click.argument("checkpoint", default=checkpoints.BUNDLED)
@click.option("--data", "data_folder", type=_FOLDER, help="A folder of judged rows.")
@click.option(
    "--decisions",
    "by_decisions",
    is_flag=True,
    help="Fit it to the standing decisions of this newsroom.",
)
@click.option("--sha256", default="", help="The digest of an own checkpoint.")
@click.option(
    "--picture",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Also draw the reliability curves into this SVG file.",
)
@with_appcontext
def calibrate(
    checkpoint: str,
    data_folder: Path | None,
    sha256: str,
    picture: Path | None,
    *,
    by_decisions: bool,
) -> None:
    """Fit a calibration to CHECKPOINT, and store it beside the checkpoint."""
    if by_decisions == (data_folder is not None):
        raise click.UsageError("Give either --data or --decisions.")
    if data_folder is None:
        calibrate_by_decisions(checkpoint, sha256)
        return
    from moderation.scoring.evaluation import (  # noqa: PLC0415  It loads NumPy.
        fitting,
        judged_sets,
        probabilities,
    )
    from moderation.scoring.evaluation.picture import as_svg  # noqa: PLC0415  It loads NumPy.

    folder = config().prepared_path
    plain, _ = load_plain(checkpoint, folder, sha256=sha256, report=_say)
    examples = judged_sets.natural(data_folder)
    scores = UnmaskingScorer(plain).score([each.text for each in examples])
    found = checkpoints.find(checkpoint, folder, sha256=sha256, report=_say)
    try:
        click.echo(keep(fitting.fit(examples, scores), found))
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    if picture is not None:
        curves = probabilities.curves(examples, scores)
        picture.write_text(as_svg(curves), encoding="utf-8")
