"""Reads what the page of the shadow classifier shows of the choice in force."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from moderation.policy import carrying
from moderation.policy.classifier_models import ClassifierRole, OwnClassifier
from moderation.policy.rules import Thresholds
from moderation.policy.services import classifiers, scales
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

    def carried(self, limits: Thresholds) -> Thresholds:
        """Return *limits* on the scale of the shadow classifier that is shown."""
        if self.own is None:
            return limits
        return carrying.carried_all(
            limits, *scales.steps_between(self.current, self.own)
        )


def shown(session: Session, version: str, *, now: datetime) -> ChoiceShown:
    """Return what to show beside the shadow classifier *version*; it may be empty."""
    digest = DIGEST.search(version)
    own = classifiers.by_digest(session, digest[1]) if digest else None
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
