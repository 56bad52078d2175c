"""Schedules versions of a profile for later, and restores earlier ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from auth.core.errors import ConflictError, InvalidError, NotFoundError
from auth.core.translation import gettext as _
from moderation.policy import handling
from moderation.policy.inputs import ChangeProfile, RollBackProfile
from moderation.policy.models import PENDING, Profile, ProfileVersion, ScheduledVersion
from moderation.policy.services import profiles, scales
from moderation.policy.services.scales import Move


@dataclass(frozen=True)
class RolledBack:
    """The version that restores an earlier one, and what became of its thresholds."""

    version: ProfileVersion
    move: Move


def schedule(
    session: Session, change: ChangeProfile, *, actor_id: int, now: datetime
) -> ScheduledVersion:
    """Schedule a version that takes effect at the time of *change*.

    :raises InvalidError: if the time has passed, there is no reason, or
        :func:`moderation.policy.services.profiles.change` would refuse the values.
    :raises ConflictError: if another version is scheduled for that time.
    """
    due_at = change.due_at
    profiles.check(change.thresholds)
    if due_at is None or due_at <= now:
        raise InvalidError(
            _("The time for the new version has passed already."), {"field": "due"}
        )
    if not change.reason.strip():
        raise InvalidError(
            _("Please say why you change the profile."), {"field": "reason"}
        )
    profile_id = profiles.current_version(session, change.key).profile_id
    _refuse_scheduled(session, profile_id, due_at)
    scheduled = ScheduledVersion(
        profile_id=profile_id,
        due_at=due_at,
        thresholds=profiles.as_json(change.thresholds),
        choice_number=(
            scales.number_in_force(session)
            if change.choice_number is None
            else change.choice_number
        ),
        fallback=change.fallback,
        handling=handling.checked(change.handling_rules or {}),
        reason=change.reason.strip(),
        created_by_id=actor_id,
        created_at=now,
    )
    session.add(scheduled)
    session.flush()
    return scheduled


def cancel(
    session: Session, *, scheduled_id: int, key: str, now: datetime
) -> ScheduledVersion:
    """Cancel a scheduled version before its time.

    :raises NotFoundError: if the profile *key* has no such pending version.
    """
    scheduled = session.scalar(
        select(ScheduledVersion)
        .join(ScheduledVersion.profile)
        .where(ScheduledVersion.id == scheduled_id, Profile.key == key, PENDING)
        .with_for_update(of=ScheduledVersion)
    )
    if scheduled is None:
        raise NotFoundError(_("That version is no longer scheduled."))
    scheduled.cancelled_at = now
    return scheduled


def pending(session: Session, key: str) -> Sequence[ScheduledVersion]:
    """Return the scheduled versions, the earliest first."""
    return session.scalars(
        select(ScheduledVersion)
        .join(ScheduledVersion.profile)
        .where(Profile.key == key, PENDING)
        .order_by(ScheduledVersion.due_at)
    ).all()


def is_due(session: Session, *, now: datetime) -> bool:
    """Whether a version's time has come. Takes no lock."""
    due = select(ScheduledVersion.id).where(ScheduledVersion.due_at <= now, PENDING)
    return session.scalar(due.limit(1)) is not None


def publish_due(session: Session, *, now: datetime) -> int:
    """Publish every version whose time has come; return their number.

    Several processes may call this at once.
    """
    due = session.scalars(
        select(ScheduledVersion)
        .where(ScheduledVersion.due_at <= now, PENDING)
        .options(joinedload(ScheduledVersion.profile))
        .order_by(ScheduledVersion.due_at, ScheduledVersion.id)
        .with_for_update(skip_locked=True, of=ScheduledVersion)
    ).all()
    for each in due:
        key = each.profile.key
        version = profiles.change(
            session,
            ChangeProfile(
                key=key,
                expected_number=profiles.current_version(session, key).number,
                thresholds=profiles.from_json(each.thresholds),
                fallback=each.fallback,
                handling_rules=each.handling,
                reason=each.reason,
                choice_number=scales.set_for(session, each),
            ),
            actor_id=each.created_by_id,
            now=now,
        )
        each.published_number = version.number
    return len(due)


def roll_back(
    session: Session, change: RollBackProfile, *, actor_id: int, now: datetime
) -> RolledBack:
    """Restore the values of an earlier version, as a new version.

    Thresholds that were set for another classifier are carried over to the scale of the
    one in force.

    :raises NotFoundError: if there is no such version.
    :raises InvalidError: if there is no reason, or that version is the current one.
    :raises ConflictError: if somebody created a newer version in the meantime.
    """
    older = session.scalar(
        select(ProfileVersion)
        .join(ProfileVersion.profile)
        .where(Profile.key == change.key, ProfileVersion.number == change.to_number)
    )
    if older is None:
        raise NotFoundError(_("There is no such version."))
    if change.to_number == change.expected_number:
        raise InvalidError(_("That version is already in force."))
    limits, set_for = (
        profiles.from_json(older.thresholds),
        scales.set_for(session, older),
    )
    version = profiles.change(
        session,
        ChangeProfile(
            key=change.key,
            expected_number=change.expected_number,
            thresholds=limits,
            fallback=older.fallback,
            handling_rules=older.handling,
            reason=change.reason,
            choice_number=set_for,
        ),
        actor_id=actor_id,
        now=now,
    )
    return RolledBack(version, scales.carried(session, limits, set_for=set_for).move)


def _refuse_scheduled(session: Session, profile_id: int, due_at: datetime) -> None:
    session.get_one(Profile, profile_id, with_for_update=True)
    known = select(ScheduledVersion.id).where(
        ScheduledVersion.profile_id == profile_id,
        ScheduledVersion.due_at == due_at,
        PENDING,
    )
    if session.scalar(known.limit(1)) is not None:
        raise ConflictError(
            _(
                "Another version already takes effect at that time. Nothing was "
                "changed."
            ),
            {"field": "due"},
        )
