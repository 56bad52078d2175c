"""Loads the classifier and the shadow classifier that the settings name."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import click

from auth.db.database import Database
from moderation.intake.background.shadowing import Shadow
from moderation.platform.config import Config
from moderation.scoring.base.protocol import Scorer
from moderation.scoring.runtime.loading import load_prepared, load_scorer
from moderation.scoring.runtime.ready_scorer import ReadyScorer

_say = partial(click.echo, err=True)


def scorer_of(settings: Config) -> Callable[[], Scorer]:
    """Return a function that loads the classifier and reports its progress."""
    return _loading(
        settings, name=settings.classifier, sha256=settings.classifier_sha256
    )


def nudging_scorer_of(settings: Config) -> ReadyScorer:
    """Return what scores a comment before it is posted, not loaded yet."""
    return ReadyScorer(
        partial(
            load_prepared,
            settings.classifier,
            settings.prepared_path,
            sha256=settings.classifier_sha256,
        )
    )


def shadow_of(settings: Config, database: Database) -> Shadow | None:
    """Return the shadow classifier, not loaded yet; ``None`` if there is none."""
    name, sha256 = settings.shadow_classifier, settings.shadow_classifier_sha256
    if not name:
        return None
    return Shadow(database, _loading(settings, name=name, sha256=sha256))


def _loading(settings: Config, *, name: str, sha256: str) -> Callable[[], Scorer]:
    return partial(
        load_scorer, name, settings.prepared_path, sha256=sha256, report=_say
    )
