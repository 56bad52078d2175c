"""``flask --app wsgi model learn`` and ``model install``: own classifiers.

The libraries behind these commands are imported when they run.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click
from flask.cli import with_appcontext

from auth.core import audit
from auth.db.database import current_database
from moderation.intake import classifier_names
from moderation.policy.classifier_models import ClassifierRole
from moderation.policy.services import classifiers
from moderation.policy.services.classifiers import ClassifierDraft
from moderation.scoring.base import own_models
from moderation.scoring.base.checkpoints import BUNDLED, digest_of
from moderation.scoring.base.errors import ScoringError
from moderation.scoring.runtime.calibration import (
    Calibration,
    calibration_of,
    keep,
)
from moderation.web.request import config

if TYPE_CHECKING:
    from moderation.scoring.learning.learning import Learned
    from moderation.scoring.training.decisions import DecidedText

RECENT = 3_000
"""Recent comments whose scores say where limits are carried over to."""

_say = partial(click.echo, err=True)


@click.command()
@click.option(
    "--decisions",
    "from_decisions",
    is_flag=True,
    required=True,
    help="Learn from the standing decisions of this newsroom.",
)
@click.option(
    "--imported", is_flag=True, help="Count decisions of an imported system as well."
)
@click.option("--threads", default=1, show_default=True)
@with_appcontext
def learn(*, from_decisions: bool, imported: bool, threads: int) -> None:
    """Train a classifier on the newsroom's own decisions, and try it in shadow.

    Starts from the configured classifier. Two thousand decisions take some minutes and
    2 GB of memory. Stores nothing unless the result is better than the one in force.
    """
    from moderation.scoring.learning.learning import (  # noqa: PLC0415  It loads torch.
        Folders,
        Source,
        Way,
        learn_from,
    )
    from moderation.tuning.services.own import standing_decisions  # noqa: PLC0415  It loads NumPy.

    del from_decisions  # It says where the labels come from; there is no other source.
    settings = config()
    with current_database().unit_of_work(write=False) as work:
        decided = standing_decisions.read(work.session, imported=imported)
        recent = standing_decisions.recent(work.session, count=RECENT)
        in_force = classifier_names.in_force(work.session, settings)
    start = classifier_names.configured(settings)
    try:
        learned = learn_from(
            decided,
            recent,
            start=Source(start.name, start.sha256),
            in_force=Source(in_force.name, in_force.sha256),
            folders=Folders(settings.models_path, settings.prepared_path),
            way=Way(threads=threads),
            report=_say,
        )
    except (ScoringError, ValueError) as error:
        raise click.ClickException(str(error)) from error
    _make_shadow(_shown(learned, decided))


def _shown(learned: Learned, decided: Sequence[DecidedText]) -> ClassifierDraft:
    """Print what was compared, and return the classifier to store."""
    figures = [each.line() for each in learned.found]
    click.echo("| on later decisions | in force | learned | gain |")
    click.echo("|---|---|---|---|")
    for name, figure in figures:
        click.echo(f"| {name} | {figure} |")
    return ClassifierDraft(
        sha256=learned.checkpoint.sha256,
        name=learned.checkpoint.name,
        base=learned.base,
        calibration=learned.calibration.as_json(),
        knots=learned.knots,
        figures=figures,
        decisions=len(decided),
        rejections=sum(each.is_rejected for each in decided),
    )


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--shadow", "is_shadow", is_flag=True, help="Also try it in shadow.")
@with_appcontext
def install(file: Path, *, is_shadow: bool) -> None:
    """Put the checkpoint in FILE into this machine's folder of own classifiers.

    Run it on each machine with a worker. A folder ``config`` beside FILE has its
    configuration and tokenizer; without one, those of the bundled classifier apply.
    """
    settings = config()
    beside = file.parent / own_models.CONFIG
    with current_database().unit_of_work(write=False) as work:
        known = classifiers.by_digest(work.session, digest_of(file))
    try:
        placed = own_models.put(
            file,
            settings.models_path,
            name=known.name if known else own_models.name_of(file),
            config=beside if beside.is_dir() else None,
        )
    except ScoringError as error:
        raise click.ClickException(str(error)) from error
    if known:
        calibration = Calibration.from_json(known.calibration)
    else:
        calibration = calibration_of(placed, beside=file)
    if calibration.lines:
        keep(calibration, placed)
    draft = ClassifierDraft(
        placed.sha256, placed.name, base="", calibration=calibration.as_json()
    )
    click.echo(placed.file)
    if is_shadow:
        _make_shadow(draft)
    else:
        _store(draft)


def calibrate_by_decisions(name: str, sha256: str) -> None:
    """Fit the checkpoint *name* to the standing decisions; store it beside the file.

    :raises ClickException: for the bundled checkpoint, whose calibration comes with it,
        and if too few decisions tell a label.
    """
    from moderation.scoring.learning import calibrating  # noqa: PLC0415  It loads NumPy.
    from moderation.tuning.services.own import standing_decisions  # noqa: PLC0415  It loads NumPy.

    if name == BUNDLED:
        raise click.ClickException(
            "The bundled checkpoint has its calibration. Name another one."
        )
    with current_database().unit_of_work(write=False) as work:
        decided = standing_decisions.read(work.session)
    try:
        click.echo(
            calibrating.calibrate(
                decided, name, config().prepared_path, sha256=sha256, report=_say
            )
        )
    except ScoringError as error:
        raise click.ClickException(str(error)) from error


def _store(draft: ClassifierDraft) -> None:
    with current_database().unit_of_work(write=True) as work:
        classifiers.store(work.session, draft, now=work.now)


def _make_shadow(draft: ClassifierDraft) -> None:
    """Store an own classifier and choose it as the shadow classifier."""
    with current_database().unit_of_work(write=True) as work:
        stored = classifiers.store(work.session, draft, now=work.now)
        classifiers.choose(
            work.session,
            ClassifierRole.SHADOW,
            stored,
            expected_number=classifiers.number_of(work.session, ClassifierRole.SHADOW),
            actor_id=None,
            now=work.now,
        )
        audit.record(
            work.session,
            actor_id=None,
            action="classifier.try",
            subject=("classifier", stored.id),
            site_id=None,
            now=work.now,
            detail={"sha256": stored.sha256, "decisions": stored.decisions},
        )
    click.echo(
        f"{draft.name}-{draft.sha256[:12]} is the shadow classifier now. Compare it"
        " on /admin/shadow."
    )
