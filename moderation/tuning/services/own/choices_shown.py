"""Reads what the page of the shadow classifier shows of the choice in force."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from moderation.policy import carrying
from moderation.policy.classifier_models import (
    ClassifierRole,
    OwnClassifier,
    WorkerReport,
)
from moderation.policy.rules import Thresholds
from moderation.policy.services import classifiers, scales, verdicts
from moderation.tuning.services.own import promoting
from moderation.tuning.services.own.promoting import Readiness

DIGEST = re.compile(r"-([0-9a-f]{12})(?:-|$)")
"""The beginning of a checkpoint's digest in the version of its scores."""


@dataclass(frozen=True)
class ChoiceShown:
    """The choice in force, and the own classifier that is compared with it.

    :param number: the number of the choice, which a form sends back.
    :param own: the shadow classifier that is shown; ``None`` if the settings name it.
    :param readiness: whether the workers have its file.
    :param former: what was in force before; ``None``: what the settings name.
    :param back: whether the workers have that file.
    """

    number: int
    own: OwnClassifier | None
    readiness: Readiness
    current: OwnClassifier | None
    former: OwnClassifier | None
    back: Readiness

    @property
    def was_made(self) -> bool:
        """Whether somebody ever chose."""
        return self.number > 0

    @property
    def is_in_force(self) -> bool:
        """Whether the classifier that is shown was put into force."""
        return self.own is not None and self.own == self.current

    def is_followed_by(self, worker: WorkerReport) -> bool:
        """Whether a worker scores with the classifier that was chosen."""
        return self._is_chosen(worker.version)

    def _is_chosen(self, version: str) -> bool:
        if self.current:
            return f"-{self.current.sha256[:12]}" in version
        return not (self.former and f"-{self.former.sha256[:12]}" in version)

    @property
    def version_in_use(self) -> str:
        """The version with which a live worker follows; empty if there is none."""
        found = [each.version for each in self.readiness.workers]
        return next(filter(self._is_chosen, reversed(found)), "")

    def carried(
        self, limits: Thresholds, classifier: OwnClassifier | None
    ) -> Thresholds:
        """Return *limits*, which are for the choice in force, for *classifier*."""
        steps = scales.steps_between(self.current, classifier)
        return carrying.carried_all(limits, *steps)


def shown(session: Session, version: str, *, now: datetime) -> ChoiceShown:
    """Return what to show beside the shadow classifier *version*; it may be empty."""
    own = own_of(session, version)
    found = promoting.former(session)
    former = found[1] if found else None
    return ChoiceShown(
        number=found[0].number if found else 0,
        own=own,
        readiness=promoting.readiness(session, own, now=now),
        current=classifiers.chosen(session, ClassifierRole.IN_FORCE),
        former=former,
        back=promoting.readiness(session, former, now=now),
    )


def own_of(session: Session, version: str) -> OwnClassifier | None:
    """Return the own classifier whose scores have *version*, if it is one."""
    digest = DIGEST.search(version)
    return classifiers.by_digest(session, digest[1]) if digest else None


def in_force(session: Session, choice: ChoiceShown) -> tuple[str, str] | None:
    """Return the name and version of the classifier in force, if one has scored.

    As a worker reports it; without workers, the one behind the newest verdict.
    """
    version = choice.version_in_use
    digest = DIGEST.search(version)
    if digest is None:
        return verdicts.classifier_in_force(session)
    return version[: digest.start()], version
