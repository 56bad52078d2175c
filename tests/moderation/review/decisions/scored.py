"""Comments with given scores."""

from __future__ import annotations

from sqlalchemy import select

from moderation.discussion.models import Revision
from moderation.discussion.rules import Status
from moderation.intake.worker import Worker
from moderation.review.items.models import ReviewItem
from moderation.review.queue.services import score_ranges
from moderation.scoring.base.labels import Label
from moderation.scoring.runtime.fixed_scorer import FixedScorer
from tests.calling import Newsroom


def posted(called: Newsroom, **scores: dict[Label, float]) -> dict[str, int]:
    """Post texts of Ann's with given scores; return the item of each."""
    _, ann = called.person("Ann")
    for text in scores:
        called.comment(ann, text, status=Status.WAITING)
    Worker(called.database, FixedScorer(scores)).run_once()
    score_ranges.forget()
    with called.database.unit_of_work(write=False) as work:
        rows = work.session.execute(
            select(Revision.plain_text, ReviewItem.id).join(
                ReviewItem, ReviewItem.revision_id == Revision.id
            )
        )
        return {text: item_id for text, item_id in rows}  # noqa: C416  A row is no pair to the type checker.
