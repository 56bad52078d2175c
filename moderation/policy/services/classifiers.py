"""The newsroom's own classifiers: which there are, and which is chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, joinedload

from auth.core.errors import ConflictError
from auth.core.translation import gettext as _
from auth.db.upserts import find_or_add, is_accepted
from moderation.policy.classifier_models import (
    ClassifierChoice,
    ClassifierRole,
    OwnClassifier,
)

# Every comment asks this, so it is written once.
_CHOICE = (
    select(ClassifierChoice)
    .where(ClassifierChoice.role == bindparam("role"))
    .options(joinedload(ClassifierChoice.classifier))
    .order_by(ClassifierChoice.number.desc())
    .limit(1)
)


@dataclass(frozen=True)
class ClassifierDraft:
    """An own classifier before it is stored. See :class:`OwnClassifier`."""

    sha256: str
    name: str
    base: str
    calibration: Mapping[str, Any] = field(default_factory=dict)
    knots: Mapping[str, Any] = field(default_factory=dict)
    figures: Sequence[Any] = ()
    decisions: int = 0
    rejections: int = 0


def store(session: Session, draft: ClassifierDraft, *, now: datetime) -> OwnClassifier:
    """Store an own classifier; one with the same digest stays as it is."""
    values = {
        "name": draft.name,
        "base": draft.base,
        "calibration": dict(draft.calibration),
        "knots": dict(draft.knots),
        "figures": list(draft.figures),
        "decisions": draft.decisions,
        "rejections": draft.rejections,
        "created_at": now,
    }
    return find_or_add(session, OwnClassifier, {"sha256": draft.sha256}, values)


def all_own(session: Session) -> Sequence[OwnClassifier]:
    """Return the own classifiers, the newest first."""
    return session.scalars(
        select(OwnClassifier).order_by(OwnClassifier.id.desc())
    ).all()


def by_digest(session: Session, sha256: str) -> OwnClassifier | None:
    """Return the own classifier whose digest begins with *sha256*."""
    return session.scalar(
        select(OwnClassifier)
        .where(OwnClassifier.sha256.startswith(sha256, autoescape=True))
        .limit(1)
    )


def outdated(
    session: Session, configured: str, *, also: OwnClassifier | None = None
) -> list[OwnClassifier]:
    """Return those in use that were learned from another than the configured one.

    They keep working: their files are whole, and their calibration is their own.

    :param configured: how versions of the classifier that the settings name begin.
    :param also: another one to look at, beside those with a role.
    """
    found = [also, *(chosen(session, role) for role in ClassifierRole)]
    known = {each.id: each for each in found if each and each.base}
    return [each for each in known.values() if not each.base.startswith(configured)]


def choice(session: Session, role: ClassifierRole) -> ClassifierChoice | None:
    """Return the choice that applies; ``None`` if nobody ever chose."""
    return session.scalar(_CHOICE, {"role": role})


def chosen(session: Session, role: ClassifierRole) -> OwnClassifier | None:
    """Return the own classifier with the *role*; ``None``: the settings name it."""
    found = choice(session, role)
    return found.classifier if found else None


def number_of(session: Session, role: ClassifierRole) -> int:
    """Return the number of the choice that applies; 0 if nobody ever chose."""
    found = choice(session, role)
    return found.number if found else 0


def choose(
    session: Session,
    role: ClassifierRole,
    classifier: OwnClassifier | None,
    *,
    expected_number: int,
    actor_id: int | None,
    now: datetime,
) -> ClassifierChoice:
    """Choose the classifier of a role from now on.

    :param classifier: ``None``: the one that the settings name.
    :param expected_number: the number of the choice that the caller has seen.
    :raises ConflictError: if somebody else has chosen in the meantime.
    """
    made = ClassifierChoice(
        role=role,
        number=expected_number + 1,
        classifier_id=classifier.id if classifier else None,
        chosen_by_id=actor_id,
        chosen_at=now,
    )
    if number_of(session, role) != expected_number or not is_accepted(
        session, lambda: session.add(made)
    ):
        raise ConflictError(
            _(
                "Someone else has chosen a classifier in the meantime. Please look at "
                "the page again."
            )
        )
    return made
