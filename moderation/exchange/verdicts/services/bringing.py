"""Applies verdicts from outside, within what a machine may do."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from auth.core import audit
from auth.core.errors import ConflictError, NotFoundError
from auth.core.translation import gettext as _
from moderation.discussion.events import CommentPublished
from moderation.discussion.models import Article, Comment, Revision
from moderation.discussion.rules import Cause, ScoringState, Status
from moderation.discussion.services import transitions
from moderation.exchange.verdicts.inputs import BringVerdict, BroughtBy
from moderation.exchange.verdicts.models import OutsideVerdict
from moderation.exchange.verdicts.rules import OutsideAction, OutsideOutcome
from moderation.platform import events
from moderation.policy.models import Score, Verdict
from moderation.policy.rules import CauseKind, VerdictCause, VerdictDraft, VerdictKind
from moderation.policy.services import profiles, verdicts
from moderation.review.items.models import ReviewCause, ReviewItem
from moderation.review.items.services import items, left_to_people
from moderation.review.items.services.left_to_people import MACHINE_CAUSES
from moderation.review.items.wording import OUTSIDE

HIDDEN = frozenset({Status.DELETED, Status.AWAITING_AUTHOR})


def bring(
    session: Session,
    change: BringVerdict,
    *,
    by: BroughtBy,
    site_id: int,
    now: datetime,
) -> OutsideVerdict:
    """Apply a verdict, note it, and write the key into the audit log.

    :raises NotFoundError: if the site has no such comment.
    :raises ConflictError: if the text is not the newest, if a person has decided it, or
        if it is to be published before the classifier has read it.
    """
    comment = transitions.lock(session, change.comment_id)
    article = session.get_one(Article, comment.article_id)
    if article.site_id != site_id or comment.status in HIDDEN:
        raise NotFoundError(_("There is no such comment."))
    if comment.latest_revision_id != change.revision_id:
        raise ConflictError(
            _("The author changed the text. Please read it again."),
            {"now": {"revision_id": comment.latest_revision_id}},
        )
    outcome = _outcome(session, comment, change, now)
    stored = OutsideVerdict(
        comment_id=comment.id,
        revision_id=change.revision_id,
        site_id=site_id,
        key_id=by.key_id,
        source=change.source,
        action=change.action,
        reason=change.reason,
        outcome=outcome,
        created_at=now,
    )
    session.add(stored)
    session.flush()
    if outcome is OutsideOutcome.APPLIED:
        _write_down(session, change, by, stored)
    return stored


def _outcome(
    session: Session, comment: Comment, change: BringVerdict, now: datetime
) -> OutsideOutcome:
    """Do what the verdict asks, as far as a machine may, and return what was done."""
    if change.is_shadow:
        return OutsideOutcome.SHADOW
    if left_to_people.is_decided(
        session, comment_id=comment.id, revision_id=change.revision_id
    ):
        raise ConflictError(_("A moderator has decided on this text."))
    if change.action is OutsideAction.HOLD:
        return _hold(session, comment, change, now)
    return _publish(session, comment, change, now)


def _hold(
    session: Session, comment: Comment, change: BringVerdict, now: datetime
) -> OutsideOutcome:
    """Hide the comment, and ask a person."""
    if comment.status is Status.REJECTED:
        return OutsideOutcome.LEFT_TO_PEOPLE
    cause = _cause(change)
    if _is_noted(session, comment, cause):
        return OutsideOutcome.UNCHANGED
    revision = session.get_one(Revision, change.revision_id)
    _store(session, comment, revision, VerdictKind.HOLD, cause, now)
    _move(session, comment, Status.HELD, change, now)
    items.open_item(
        session, comment=comment, revision=revision, causes=[cause], now=now
    )
    return OutsideOutcome.APPLIED


def _publish(
    session: Session, comment: Comment, change: BringVerdict, now: datetime
) -> OutsideOutcome:
    """Publish a comment that only machines have held."""
    if comment.status is Status.PUBLISHED:
        is_shown = comment.shown_revision_id == change.revision_id
        return OutsideOutcome.UNCHANGED if is_shown else OutsideOutcome.LEFT_TO_PEOPLE
    item = items.open_for(session, comment.id)
    is_held = comment.status is Status.HELD
    if comment.status is Status.REJECTED or (
        is_held and not _is_machines(session, item)
    ):
        return OutsideOutcome.LEFT_TO_PEOPLE
    revision = session.get_one(Revision, change.revision_id)
    if not is_held or revision.scoring_state is ScoringState.WAITING:
        raise ConflictError(
            _("The classifier has not read this text yet. Please try again soon.")
        )
    _store(session, comment, revision, VerdictKind.PUBLISH, _cause(change), now)
    _move(session, comment, Status.PUBLISHED, change, now)
    if item is not None:
        items.close(item, now=now)
    events.record(session, CommentPublished(comment.id, now))
    return OutsideOutcome.APPLIED


def _is_machines(session: Session, item: ReviewItem | None) -> bool:
    """Whether only the classifier and other systems have asked for a person."""
    if item is None or item.goes_first or item.is_blind:
        return False
    causes = session.scalars(select(ReviewCause).where(ReviewCause.item_id == item.id))
    return all(
        cause.kind in MACHINE_CAUSES
        or str(cause.detail.get("rule", "")).startswith(OUTSIDE)
        for cause in causes
    )


def _is_noted(session: Session, comment: Comment, cause: VerdictCause) -> bool:
    """Whether the comment is held, and its item has the cause already."""
    item = items.open_for(session, comment.id)
    if item is None or comment.status is not Status.HELD:
        return False
    causes = session.scalars(select(ReviewCause).where(ReviewCause.item_id == item.id))
    return any(each.detail.get("rule") == cause.rule for each in causes)


def _cause(change: BringVerdict) -> VerdictCause:
    level = VerdictKind(change.action.value)
    return VerdictCause(CauseKind.RULE, rule=f"{OUTSIDE}{change.source}", level=level)


def _store(
    session: Session,
    comment: Comment,
    revision: Revision,
    kind: VerdictKind,
    cause: VerdictCause,
    now: datetime,
) -> None:
    """Store the verdict in force. It keeps the scores of the one before."""
    before = session.scalar(
        select(Verdict).where(
            Verdict.revision_id == revision.id, Verdict.superseded_at.is_(None)
        )
    )
    article = session.get_one(Article, comment.article_id)
    score_id = before.score_id if before else None
    stored = verdicts.store_verdict(
        session,
        revision=revision,
        outcome=VerdictDraft(kind, (cause,)),
        version=profiles.version_for(session, article),
        score=session.get(Score, score_id) if score_id else None,
        now=now,
    )
    if before is not None:
        stored.spans, stored.language = before.spans, before.language
        stored.unread = before.unread
        stored.causes = [*stored.causes, *before.causes]


def _move(
    session: Session,
    comment: Comment,
    to: Status,
    change: BringVerdict,
    now: datetime,
) -> None:
    transitions.move(
        session,
        comment,
        to=to,
        cause=Cause.VERDICT,
        now=now,
        revision_id=change.revision_id,
        detail={"source": change.source},
    )


def _write_down(
    session: Session, change: BringVerdict, by: BroughtBy, stored: OutsideVerdict
) -> None:
    audit.record(
        session,
        actor_id=by.owner_id,
        action=f"verdict.{change.action.value}",
        subject=("comment", change.comment_id),
        site_id=stored.site_id,
        now=stored.created_at,
        detail={
            "key": by.key_name,
            "key_id": by.key_id,
            "source": change.source,
            "reason": change.reason,
        },
    )
