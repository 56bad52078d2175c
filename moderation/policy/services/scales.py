"""Carries limits over to the scale of the classifier in force.

Limits mean something only for the scores of one classifier. So a version of a profile
says which choice of a classifier its limits were set for. Whenever limits come back
later, they move to where as many recent comments lie above them on the scale in force.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from moderation.policy import carrying
from moderation.policy.carrying import KnotsOfLabels
from moderation.policy.classifier_models import (
    ClassifierChoice,
    ClassifierRole,
    OwnClassifier,
)
from moderation.policy.models import ProfileVersion, ScheduledVersion
from moderation.policy.rules import Thresholds
from moderation.policy.services import classifiers

IN_FORCE = ClassifierRole.IN_FORCE


class Move(StrEnum):
    """What happened to limits that were set for a choice of a classifier."""

    NONE = "none"
    """The same classifier is in force: they stay."""
    CARRIED = "carried"
    UNKNOWN = "unknown"
    """Their place on the scale of the one in force is not known: they stay."""


@dataclass(frozen=True)
class Carried:
    """Limits on the scale of the classifier in force.

    :param choice_number: the number of the choice in force.
    """

    limits: Thresholds
    move: Move
    choice_number: int


def number_in_force(session: Session) -> int:
    """Return the number of the choice in force; 0 if nobody ever chose."""
    return classifiers.number_of(session, IN_FORCE)


def carried(session: Session, limits: Thresholds, *, set_for: int | None) -> Carried:
    """Return *limits* on the scale of the classifier in force.

    :param set_for: the number of the choice that they were set for; ``None``: the one
        in force.
    """
    current = classifiers.choice(session, IN_FORCE)
    number = current.number if current else 0
    if set_for is None or set_for == number:
        return Carried(limits, Move.NONE, number)
    earlier = _choice(session, set_for)
    if set_for and earlier is None:
        # Such as one that was made after the backup that was restored.
        return Carried(limits, Move.UNKNOWN, number)
    before = earlier.classifier if earlier else None
    after = current.classifier if current else None
    if before == after:
        return Carried(limits, Move.NONE, number)
    if not (is_known(before) and is_known(after)):
        return Carried(limits, Move.UNKNOWN, number)
    steps = steps_between(before, after)
    return Carried(carrying.carried_all(limits, *steps), Move.CARRIED, number)


def is_known(classifier: OwnClassifier | None) -> bool:
    """Whether it is known where limits lie on the scale of *classifier*.

    :param classifier: ``None``: the one that the settings name.
    """
    return classifier is None or bool(classifier.knots)


def steps_between(
    before: OwnClassifier | None, after: OwnClassifier | None
) -> list[KnotsOfLabels]:
    """Return the steps that carry limits from one classifier to the other.

    The way leads over the configured classifier, because the knots of both start there.
    """
    if before == after:
        return []
    steps: list[KnotsOfLabels] = []
    if before:
        steps.append(carrying.turned(carrying.from_json(before.knots)))
    if after:
        steps.append(carrying.from_json(after.knots))
    return [step for step in steps if step]


def set_for(session: Session, version: ProfileVersion | ScheduledVersion) -> int:
    """Return the number of the choice that the limits of *version* were set for.

    A process of an older release stores none: then it is the one that was in force.
    """
    if version.choice_number is not None:
        return version.choice_number
    found = session.scalar(
        select(ClassifierChoice.number)
        .where(
            ClassifierChoice.role == IN_FORCE,
            ClassifierChoice.chosen_at <= version.created_at,
        )
        .order_by(ClassifierChoice.number.desc())
        .limit(1)
    )
    return found or 0


def _choice(session: Session, number: int) -> ClassifierChoice | None:
    return session.scalar(
        select(ClassifierChoice)
        .where(ClassifierChoice.role == IN_FORCE, ClassifierChoice.number == number)
        .options(joinedload(ClassifierChoice.classifier))
    )
