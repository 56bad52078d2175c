"""Comments with scores, verdicts and decisions, for tests of what uses them later."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from auth.core.actor import Actor
from moderation.discussion.models import Article, Comment, Revision
from moderation.intake.services import judging
from moderation.platform import leases
from moderation.review.decisions.inputs import DecideItem
from moderation.review.decisions.services import decisions
from moderation.review.items.rules import Action, Reason
from moderation.review.items.services import items
from moderation.scoring.base.labels import Label
from tests import newsroom


def judged(
    session: Session,
    author: Actor,
    under: Article,
    text: str,
    toxicity: float | None,
    *,
    now: datetime,
    model: tuple[str, str] = ("fixed", "1"),
) -> Comment:
    """Post a comment with *toxicity* and no other score."""
    comment = newsroom.post(session, author, under, text, now=now)
    claim = leases.claim(session, Revision, Revision.comment_id == comment.id, now=now)
    scores: dict[Label, float | None] = dict.fromkeys(Label, 0.0)
    scores[Label.TOXICITY] = toxicity
    answer = judging.ScoringResult(claim.ids[0], scores, model)
    judging.finish(session, answer, token=claim.token, now=now)
    return comment


def decided(
    session: Session,
    moderator: Actor,
    comment: Comment,
    reason: Reason | None,
    *,
    now: datetime,
) -> None:
    """Reject the comment as *moderator* for *reason*; without a reason, approve it."""
    item = items.open_for(session, comment.id)
    assert item is not None
    decisions.decide(
        session,
        DecideItem(
            item_id=item.id,
            action=Action.REJECT if reason else Action.APPROVE,
            reason=reason,
            note="",
            revision_id=comment.latest_revision_id,
        ),
        moderator_id=moderator.account_id,
        now=now,
    )
