"""The audit sample: comments that the classifier published, for blind review.

A hash of the revision decides which comments are drawn. So nobody chooses them, and a
draw can be repeated. Each draw stores its probability.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from auth.core.errors import InvalidError
from auth.core.formats import number
from auth.core.translation import gettext as _
from auth.db.upserts import take_turn
from moderation.discussion.models import Comment, Revision
from moderation.policy.events import VerdictReached
from moderation.policy.models import Score
from moderation.policy.rules import CauseKind, VerdictCause, VerdictKind
from moderation.policy.services import verdicts
from moderation.review.items.services import items
from moderation.review.quality.inputs import SetAuditSample
from moderation.review.quality.sampling_models import AuditDraw, SamplingPlan

DAY = timedelta(days=1)
MOST_A_DAY = 10_000
HASH_BYTES = 8


def plan(session: Session) -> SamplingPlan | None:
    """Return the current plan; ``None`` if there was never one."""
    newest = select(SamplingPlan).order_by(SamplingPlan.id.desc()).limit(1)
    return session.scalar(newest)


def set_plan(
    session: Session, change: SetAuditSample, *, actor_id: int, now: datetime
) -> SamplingPlan:
    """Set the share of published comments that is drawn from now on.

    :raises InvalidError: for a share outside 0..1, or more a day than 10,000.
    """
    if not 0 <= change.share <= 1:
        raise InvalidError(_("The share must be from 0 to 100 per cent."))
    if not 0 <= change.most_a_day <= MOST_A_DAY:
        raise InvalidError(
            _("At most %(most)s comments a day can be drawn.", most=number(MOST_A_DAY))
        )
    made = SamplingPlan(
        share=change.share,
        most_a_day=change.most_a_day,
        set_by_id=actor_id,
        set_at=now,
    )
    session.add(made)
    session.flush()
    return made


def draw(session: Session, reached: VerdictReached) -> AuditDraw | None:
    """Draw a published revision for the audit sample if its hash is below the share.

    The probability is the plan's share. It is lower if that share of yesterday's
    comments would exceed the plan's number per day. That number is never exceeded: once
    it is reached, nothing more is drawn that day.

    :returns: the draw; ``None`` if nothing was drawn. A comment that already waits for
        a person is not drawn, because it will be reviewed anyway.
    """
    is_let_through = reached.kind is VerdictKind.PUBLISH and reached.is_published
    if not (is_let_through and reached.is_scored):
        return None
    current, hash_fraction, now = (
        plan(session),
        hash_fraction_of(reached.revision_id),
        reached.at,
    )
    if current is None or hash_fraction >= current.share or not current.most_a_day:
        return None
    # All workers share the number per day, so they count one after the other.
    take_turn(session, "audit sample")
    probability = min(
        current.share, current.most_a_day / max(scored_today(session, now), 1)
    )
    if hash_fraction >= probability or _drawn(session, now) >= current.most_a_day:
        return None
    comment = session.get_one(Comment, reached.comment_id)
    revision = session.get_one(Revision, reached.revision_id)
    if _is_drawn(session, revision.id) or items.open_for(session, comment.id):
        return None
    made = AuditDraw(
        revision_id=revision.id,
        comment_id=comment.id,
        probability=probability,
        drawn_at=now,
    )
    session.add(made)
    cause = VerdictCause(CauseKind.AUDIT_SAMPLE)
    item = items.open_item(
        session, comment=comment, revision=revision, causes=[cause], now=now
    )
    items.make_blind(session, item)
    session.flush()
    return made


def hash_fraction_of(revision_id: int) -> float:
    """Return a number from 0 up to 1 that depends only on the revision."""
    digest = hashlib.sha256(f"audit sample {revision_id}".encode()).digest()
    return int.from_bytes(digest[:HASH_BYTES], "big") / (1 << 8 * HASH_BYTES)


def scored_today(session: Session, now: datetime) -> int:
    """Return the number of comments scored within the last day."""
    recent = select(func.count()).where(
        Score.created_at > now - DAY, verdicts.led_to_a_verdict()
    )
    return session.scalar(recent) or 0


def _drawn(session: Session, now: datetime) -> int:
    recent = select(func.count()).where(AuditDraw.drawn_at > now - DAY)
    return session.scalar(recent) or 0


def _is_drawn(session: Session, revision_id: int) -> bool:
    known = select(AuditDraw.id).where(AuditDraw.revision_id == revision_id)
    return session.scalar(known) is not None
