"""Loads the classifier and the shadow classifier that were chosen or configured."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import click
import structlog

from auth.db.database import Database
from moderation.intake import classifier_names
from moderation.intake.background.following import Follower
from moderation.intake.background.shadowing import Shadow
from moderation.intake.classifier_names import ClassifierName
from moderation.platform.config import Config
from moderation.scoring.base import own_models
from moderation.scoring.base.protocol import Scorer
from moderation.scoring.runtime import languages
from moderation.scoring.runtime.loading import load_prepared, load_scorer
from moderation.scoring.runtime.reading_scorer import ReadingScorer
from moderation.scoring.runtime.ready_scorer import ReadyScorer

_say = partial(click.echo, err=True)
log = structlog.get_logger()


def scorer_of(
    settings: Config, database: Database | None = None
) -> Callable[[], Scorer]:
    """Return a function that loads the classifier in force and reports its progress.

    :param database: where the choice is stored; ``None``: the configured one is loaded.
    """
    return lambda: _load(settings, in_force(settings, database))


def nudging_scorer_of(
    settings: Config, database: Database | None = None
) -> ReadyScorer:
    """Return what scores a comment before it is posted, not loaded yet."""

    def load() -> Scorer | None:
        wanted = in_force(settings, database)
        return load_prepared(wanted.name, settings.prepared_path, sha256=wanted.sha256)

    return ReadyScorer(load)


def shadow_of(settings: Config, database: Database) -> Shadow | None:
    """Return the shadow classifier, not loaded yet; ``None`` if there is none."""
    with database.unit_of_work(write=False) as work:
        wanted = classifier_names.shadow(work.session, settings)
    if wanted is None:
        return None
    return Shadow(database, partial(_load, settings, wanted))


def follower_of(
    settings: Config,
    database: Database,
    *,
    scorer: Scorer,
    use: Callable[[Scorer, ClassifierName], None],
    use_shadow: Callable[[Shadow | None], None],
) -> Follower:
    """Return what makes a worker follow the choice of classifiers.

    :param scorer: the one that it has loaded.
    :param use: called with another one, once it is loaded.
    :param use_shadow: called with another shadow classifier, or without one.
    """
    return Follower(
        database=database,
        settings=settings,
        load=partial(_load, settings),
        use=use,
        use_shadow=use_shadow,
        version=scorer.version,
    )


def in_force(settings: Config, database: Database | None) -> ClassifierName:
    """Return the classifier in force, or the configured one if its file is missing."""
    if database is None:
        return classifier_names.configured(settings)
    with database.unit_of_work(write=False) as work:
        wanted = classifier_names.in_force(work.session, settings)
    if wanted.own and not own_models.is_file(wanted.name):
        log.warning("classifier.no_file", sha256=wanted.own)
        return classifier_names.configured(settings)
    return wanted


def _load(settings: Config, wanted: ClassifierName) -> Scorer:
    scorer = load_scorer(
        wanted.name, settings.prepared_path, sha256=wanted.sha256, report=_say
    )
    return reading(settings, wanted, scorer)


def reading(settings: Config, wanted: ClassifierName, scorer: Scorer) -> Scorer:
    """Return *scorer* with the languages that it reads, if its name does not tell.

    A classifier that was learned reads what the one reads that it started from.
    """
    if not wanted.own and wanted != classifier_names.configured(settings):
        return scorer
    known = languages.reads(Path(settings.classifier).stem)
    return ReadingScorer(scorer, settings.languages_read or known)
