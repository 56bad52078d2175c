"""Scores imported texts when nothing else waits, without changing their status.

So the simulator has a past to replay from the first day. There is no verdict: what
another system decided stays.
"""

from __future__ import annotations

from dataclasses import dataclass

import structlog
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from auth.db.database import Database
from moderation.discussion.models import Comment, Revision
from moderation.discussion.rules import ScoringState
from moderation.intake.assessing import assess
from moderation.intake.background.storing import store
from moderation.intake.services import judging
from moderation.policy.models import Score
from moderation.scoring.base.protocol import Scorer

log = structlog.get_logger()

TEXTS_AT_ONCE = 4
"""About fifty milliseconds of work, which can delay a verdict."""

ROWS_AT_ONCE = 2_000
"""Revisions that one round looks through."""


@dataclass
class ImportedTexts:
    """Goes through the revisions from the newest down, then waits for new ones.

    If several processes do, a text may be scored twice, but it is stored once.
    """

    database: Database
    _newest: int = 0
    _below: int | None = None
    _until: int = 0

    def run_once(self, scorer: Scorer) -> int:
        """Score a few imported texts; return how many, or 1 if there is more to see."""
        with self.database.unit_of_work(write=False) as work:
            ids, has_more = self._next(work.session, scorer.version)
            batch = judging.texts_of(work.session, ids)
        if not batch:
            return int(has_more)
        try:
            answers = assess(scorer, batch)
        except Exception as error:  # noqa: BLE001  Whatever the model raises, no comment waits for it.
            log.warning("imported.unscored", error=repr(error), size=len(batch))
            return len(batch)
        for answer in answers:
            store(self.database, answer)
        return len(batch)

    def _next(self, session: Session, version: str) -> tuple[list[int], bool]:
        """Return the revisions to score next, and advance the position."""
        if self._below is None:
            newest = session.scalar(select(func.max(Revision.id))) or 0
            if newest <= self._newest:
                return [], False
            self._below, self._until, self._newest = newest + 1, self._newest, newest
        lowest = max(self._below - ROWS_AT_ONCE, self._until + 1)
        found = _unscored(session, version, lowest=lowest, below=self._below)
        self._below = found[-1] if found else lowest
        if self._below <= self._until + 1:
            self._below = None
        return found, self._below is not None


def _unscored(session: Session, version: str, *, lowest: int, below: int) -> list[int]:
    """Return a few texts of imported comments without scores, the newest first."""
    known = select(Score.id).where(
        Score.revision_id == Revision.id, Score.model_version == version
    )
    return list(
        session.scalars(
            select(Revision.id)
            .join(Comment, Comment.latest_revision_id == Revision.id)
            .where(
                Revision.id >= lowest,
                Revision.id < below,
                Revision.scoring_state == ScoringState.IMPORTED,
                Revision.plain_text != "",
                ~known.exists(),
            )
            .order_by(Revision.id.desc())
            .limit(TEXTS_AT_ONCE)
        )
    )
