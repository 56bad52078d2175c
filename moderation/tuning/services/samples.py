"""Reads the decisions on the audit sample."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from moderation.policy.models import Profile, ProfileVersion, Verdict
from moderation.review.items.models import Decision, Report
from moderation.review.items.rules import Action
from moderation.review.quality.sampling_models import AuditDraw
from moderation.tuning.rules.shares import Share, weighted_share


@dataclass(frozen=True)
class DecidedDraw:
    """A comment of the audit sample that was decided.

    :param weight: the number of published comments that it represents, including those
        that were drawn and are not decided yet.
    """

    revision_id: int
    weight: float
    is_rejected: bool


@dataclass(frozen=True)
class Sample:
    """The audit sample of one profile, and the share that should have been rejected."""

    drawn: int
    decided: int
    rejected: int
    missed: Share


def decided_draws(session: Session, key: str, since: datetime) -> list[DecidedDraw]:
    """Return the decided draws under the profile *key*.

    Leaves out comments that a reader reported: they were certain to be reviewed and
    represent only themselves.
    """
    last = (
        select(Decision.revision_id, func.max(Decision.id).label("id"))
        .where(Decision.undone_at.is_(None), Decision.action != Action.ESCALATE)
        .group_by(Decision.revision_id)
        .subquery()
    )
    rows = session.execute(
        select(AuditDraw.revision_id, AuditDraw.probability, Decision.action)
        .join(Verdict, Verdict.revision_id == AuditDraw.revision_id)
        .join(ProfileVersion, ProfileVersion.id == Verdict.profile_version_id)
        .join(Profile, Profile.id == ProfileVersion.profile_id)
        .outerjoin(last, last.c.revision_id == AuditDraw.revision_id)
        .outerjoin(Decision, Decision.id == last.c.id)
        .where(
            Profile.key == key,
            Verdict.superseded_at.is_(None),
            AuditDraw.drawn_at > since,
            ~exists().where(Report.comment_id == AuditDraw.comment_id),
        )
    ).all()
    everything = sum(1 / row.probability for row in rows)
    answered = sum(1 / row.probability for row in rows if row.action)
    return [
        DecidedDraw(
            row.revision_id,
            everything / answered / row.probability,
            row.action is Action.REJECT,
        )
        for row in rows
        if row.action
    ]


def sample(session: Session, key: str, since: datetime) -> Sample:
    """Return the audit sample of a profile since *since*."""
    draws = decided_draws(session, key, since)
    drawn = session.scalar(
        select(func.count())
        .select_from(AuditDraw)
        .join(Verdict, Verdict.revision_id == AuditDraw.revision_id)
        .join(ProfileVersion, ProfileVersion.id == Verdict.profile_version_id)
        .join(Profile, Profile.id == ProfileVersion.profile_id)
        .where(
            Profile.key == key,
            Verdict.superseded_at.is_(None),
            AuditDraw.drawn_at > since,
        )
    )
    return Sample(
        drawn or 0,
        len(draws),
        sum(each.is_rejected for each in draws),
        weighted_share(
            sum(each.weight for each in draws if each.is_rejected),
            sum(each.weight for each in draws),
            sum(each.weight**2 for each in draws),
        ),
    )
