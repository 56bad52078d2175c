"""Estimates from the audit sample what the classifier missed in a year."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from moderation.compliance.report.rules import year_of
from moderation.discussion.models import Article, Comment
from moderation.review.items.models import Decision, Report
from moderation.review.items.rules import Action
from moderation.review.quality.sampling_models import AuditDraw
from moderation.tuning.rules.shares import Share, weighted_share


@dataclass(frozen=True)
class AuditError:
    """The estimate, and how many comments it rests on."""

    missed: Share
    decided: int


def of_year(session: Session, *, site_id: int, year: int) -> AuditError:
    """Return the share of published comments that people would have rejected.

    Each decided comment counts for one over the probability of its draw. Leaves out
    comments that a reader reported: they were certain to be reviewed.
    """
    start, end = year_of(year)
    last = (
        select(Decision.revision_id, func.max(Decision.id).label("id"))
        .where(Decision.undone_at.is_(None), Decision.action != Action.ESCALATE)
        .group_by(Decision.revision_id)
        .subquery()
    )
    rows = session.execute(
        select(AuditDraw.probability, Decision.action)
        .join(Comment, Comment.id == AuditDraw.comment_id)
        .join(Article, Article.id == Comment.article_id)
        .join(last, last.c.revision_id == AuditDraw.revision_id)
        .join(Decision, Decision.id == last.c.id)
        .where(
            Article.site_id == site_id,
            AuditDraw.drawn_at >= start,
            AuditDraw.drawn_at < end,
            ~exists().where(Report.comment_id == AuditDraw.comment_id),
        )
    ).all()
    weights = [1 / row.probability for row in rows]
    wrong = [1 / row.probability for row in rows if row.action is Action.REJECT]
    squares = sum(each**2 for each in weights)
    return AuditError(weighted_share(sum(wrong), sum(weights), squares), len(rows))
