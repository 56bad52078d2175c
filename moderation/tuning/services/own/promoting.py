"""Puts an own classifier into force, and goes back, with every profile's limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from auth.core import audit
from auth.core.errors import ConflictError, NotFoundError
from auth.core.formats import listing
from auth.core.translation import gettext as _
from moderation.policy.classifier_models import (
    ClassifierChoice,
    ClassifierRole,
    OwnClassifier,
    WorkerReport,
)
from moderation.policy.inputs import ChangeProfile
from moderation.policy.models import Profile
from moderation.policy.services import classifiers, profiles, scales, worker_reports
from moderation.tuning.inputs import ChooseClassifier

IN_FORCE = ClassifierRole.IN_FORCE


@dataclass(frozen=True)
class Readiness:
    """Whether a classifier can be put into force now.

    :param workers: the live workers.
    :param lacking: the machines whose workers do not have its file.
    """

    workers: Sequence[WorkerReport]
    lacking: Sequence[str]

    @property
    def is_ready(self) -> bool:
        """Whether there are live workers, and all of them have the file."""
        return bool(self.workers) and not self.lacking


def readiness(
    session: Session, classifier: OwnClassifier | None, *, now: datetime
) -> Readiness:
    """Return which live workers lack the file of *classifier*.

    :param classifier: ``None``: the one that the settings name, which all have.
    """
    workers = worker_reports.live(session, now=now)
    missing = {
        each.machine
        for each in workers
        if classifier and classifier.sha256 not in each.files
    }
    return Readiness(workers, sorted(missing))


def promote(
    session: Session, change: ChooseClassifier, *, actor_id: int, now: datetime
) -> ClassifierChoice:
    """Put an own classifier into force. Workers follow within a minute.

    The limits of every profile are carried over to its scale.

    :raises NotFoundError: if there is no such classifier.
    :raises ConflictError: if a live worker lacks its file, it is in force already,
        or somebody else has chosen in the meantime.
    """
    wanted = classifiers.by_digest(session, change.sha256)
    if wanted is None or wanted.sha256 != change.sha256:
        raise NotFoundError(_("There is no such classifier."))
    before = classifiers.chosen(session, IN_FORCE)
    if before is wanted:
        raise ConflictError(_("It is in force."))
    made = _choose(session, wanted, change, actor_id=actor_id, now=now)
    made.versions = _carry(session, wanted, actor_id=actor_id, now=now)
    if classifiers.chosen(session, ClassifierRole.SHADOW) is wanted:
        _choose_no_shadow(session, actor_id=actor_id, now=now)
    _record(session, "classifier.promote", made, before, now=now)
    return made


def end_shadow(session: Session, version: str, *, actor_id: int, now: datetime) -> None:
    """End the scoring of an own classifier in shadow, if *version* is its scores'."""
    chosen = classifiers.chosen(session, ClassifierRole.SHADOW)
    if chosen and f"-{chosen.sha256[:12]}" in version:
        _choose_no_shadow(session, actor_id=actor_id, now=now)


def _choose_no_shadow(session: Session, *, actor_id: int, now: datetime) -> None:
    classifiers.choose(
        session,
        ClassifierRole.SHADOW,
        None,
        expected_number=classifiers.number_of(session, ClassifierRole.SHADOW),
        actor_id=actor_id,
        now=now,
    )


def former(session: Session) -> tuple[ClassifierChoice, OwnClassifier | None] | None:
    """Return the choice that applies and what was in force before it.

    ``None`` if nobody ever chose a classifier.
    """
    current = classifiers.choice(session, IN_FORCE)
    if current is None:
        return None
    earlier = session.scalar(
        select(ClassifierChoice)
        .where(
            ClassifierChoice.role == IN_FORCE,
            ClassifierChoice.number == current.number - 1,
        )
        .options(joinedload(ClassifierChoice.classifier))
    )
    return current, earlier.classifier if earlier else None


def go_back(
    session: Session, change: ChooseClassifier, *, actor_id: int, now: datetime
) -> ClassifierChoice:
    """Put the classifier back into force that was before, with its limits.

    A profile that nobody has changed since gets its former limits exactly. The limits
    of the others are carried over.

    :raises NotFoundError: if nobody ever chose a classifier.
    :raises ConflictError: as :func:`promote`.
    """
    found = former(session)
    if found is None:
        raise NotFoundError(_("There is no such classifier."))
    current, wanted = found
    made = _choose(session, wanted, change, actor_id=actor_id, now=now)
    made.versions = _carry(
        session, wanted, actor_id=actor_id, now=now, undone=current.versions
    )
    _record(session, "classifier.go_back", made, current.classifier, now=now)
    return made


def _choose(
    session: Session,
    wanted: OwnClassifier | None,
    change: ChooseClassifier,
    *,
    actor_id: int,
    now: datetime,
) -> ClassifierChoice:
    found = readiness(session, wanted, now=now)
    if found.lacking:
        raise ConflictError(
            _(
                "Workers on these machines do not have its file yet: %(machines)s. "
                "Nothing was changed.",
                machines=listing(found.lacking),
            )
        )
    if wanted and not found.workers:
        raise ConflictError(
            _("No worker is running that could say it has its file. Nothing changed.")
        )
    return classifiers.choose(
        session,
        IN_FORCE,
        wanted,
        expected_number=change.expected_number,
        actor_id=actor_id,
        now=now,
    )


def _carry(
    session: Session,
    after: OwnClassifier | None,
    *,
    actor_id: int,
    now: datetime,
    undone: Mapping[str, Sequence[int]] | None = None,
) -> dict[str, list[int]]:
    """Give each profile a version with its limits on the scale in force.

    What is scheduled says which choice it was set for, and is carried over when its
    time comes.

    :param undone: the versions before and after a choice that is taken back.
    :returns: for each profile that changed: the version before and after.
    """
    # Nobody saves limits for the former classifier between the choice and its commit.
    session.scalars(select(Profile.id).order_by(Profile.id).with_for_update()).all()
    changed = {}
    for version in profiles.all_current(session):
        old, new = (undone or {}).get(version.profile.key, (0, 0))
        source = version
        if new == version.number:
            source = profiles.numbered(session, version.profile_id, old)
        limits = profiles.from_json(source.thresholds)
        set_for = scales.set_for(session, source)
        found = scales.carried(session, limits, set_for=set_for).limits
        if profiles.as_json(found) != version.thresholds:
            made = profiles.change(
                session,
                ChangeProfile(
                    key=version.profile.key,
                    expected_number=version.number,
                    thresholds=limits,
                    fallback=version.fallback,
                    handling_rules=version.handling,
                    reason=_reason(after),
                    choice_number=set_for,
                ),
                actor_id=actor_id,
                now=now,
            )
            changed[version.profile.key] = [version.number, made.number]
    return changed


def _reason(after: OwnClassifier | None) -> str:
    name = f"{after.name} {after.sha256[:12]}" if after else _("the configured one")
    return _(
        "Another classifier is in force (%(name)s): limits flag and hold as many "
        "comments as before.",
        name=name,
    )


def _record(
    session: Session,
    action: str,
    made: ClassifierChoice,
    before: OwnClassifier | None,
    *,
    now: datetime,
) -> None:
    after = made.classifier_id and session.get_one(OwnClassifier, made.classifier_id)
    audit.record(
        session,
        actor_id=made.chosen_by_id,
        action=action,
        subject=("classifier", made.classifier_id or 0),
        site_id=None,
        now=now,
        detail={
            "before": before.sha256 if before else None,
            "after": after.sha256 if after else None,
            "profiles": made.versions,
        },
    )
