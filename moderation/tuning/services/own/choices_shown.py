"""Reads what the page of the shadow classifier shows of the choice in force."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from moderation.policy import carrying
from moderation.policy.classifier_models import (
    ClassifierRole,
    OwnClassifier,
    WorkerReport,
)
from moderation.policy.models import ProfileVersion
from moderation.policy.rules import Thresholds
from moderation.policy.services import classifiers, profiles, scales, verdicts
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
    :param versions: for each profile that the choice changed: the version before and
        after.
    """

    number: int
    own: OwnClassifier | None
    readiness: Readiness
    current: OwnClassifier | None
    former: OwnClassifier | None
    back: Readiness
    versions: Mapping[str, Sequence[int]]

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
        return self.is_chosen(worker.version)

    def is_chosen(self, version: str) -> bool:
        """Whether scores of *version* are those of the classifier that was chosen."""
        if self.current:
            return f"-{self.current.sha256[:12]}" in version
        return not (self.former and f"-{self.former.sha256[:12]}" in version)

    @property
    def version_in_use(self) -> str:
        """The version with which a live worker follows; empty if there is none."""
        found = [each.version for each in self.readiness.workers]
        return next(filter(self.is_chosen, reversed(found)), "")


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
        versions=found[0].versions if found else {},
    )


def limits_for(
    session: Session,
    choice: ChoiceShown,
    version: ProfileVersion,
    classifier: OwnClassifier | None,
) -> Thresholds:
    """Return the limits of a profile on the scale of *classifier*.

    Those of the former classifier are exact, if the profile is as the choice left it.
    """
    old, new = choice.versions.get(version.profile.key, (0, 0))
    is_former = choice.was_made and classifier == choice.former
    if is_former and classifier != choice.current and new == version.number:
        former = profiles.numbered(session, version.profile_id, old)
        return profiles.from_json(former.thresholds)
    steps = scales.steps_between(choice.current, classifier)
    return carrying.carried_all(profiles.from_json(version.thresholds), *steps)


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
        newest = verdicts.classifier_in_force(session)
        return newest if newest and choice.is_chosen(newest[1]) else None
    return version[: digest.start()], version
