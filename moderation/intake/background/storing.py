"""Stores scores that no verdict waits for."""

from __future__ import annotations

from auth.db.database import Database
from auth.db.upserts import is_accepted
from moderation.intake.services.judging import ScoringResult
from moderation.policy.services import verdicts


def store(database: Database, answer: ScoringResult) -> None:
    """Store the scores of one text, unless it has been deleted."""
    with database.unit_of_work(write=True) as work:
        is_accepted(
            work.session,
            lambda: verdicts.store_scores(
                work.session,
                revision_id=answer.revision_id,
                scores=answer.scores,
                model=answer.model,
                now=work.now,
            ),
        )
