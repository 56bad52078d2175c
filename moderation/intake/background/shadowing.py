"""Runs the shadow classifier: it scores comments with a verdict and decides nothing.

New comments are scored soon after their verdict. When nothing new waits, those of the
last month are scored as well, the newest first. So a comparison does not take days, and
a verdict waits at most for one small batch.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from auth.db.database import Database
from moderation.intake.assessing import assess
from moderation.intake.background.storing import store
from moderation.intake.services import judging
from moderation.policy.models import Score, Verdict
from moderation.scoring.base.protocol import Scorer

log = structlog.get_logger()

TEXTS_AT_ONCE = 4
"""About fifty milliseconds of work, which can delay a verdict."""

LOOKS_BACK = timedelta(days=30)


class Shadow:
    """The shadow classifier of this process's worker.

    If several processes have one, a text may be scored twice, but it is stored once.
    """

    def __init__(self, database: Database, load: Callable[[], Scorer]) -> None:
        self._database, self._load = database, load
        self._scorer: Scorer | None = None
        self._newest: int | None = None
        self._oldest = 0

    def begin(self) -> None:
        """Load the classifier in a separate thread, so that verdicts do not wait."""
        threading.Thread(target=self.load, daemon=True).start()

    def load(self) -> None:
        """Load the classifier. A failure affects nothing else."""
        try:
            self._scorer = self._load()
        except Exception:  # Whatever keeps it from loading, the newsroom goes on.
            log.exception("shadow.no_scorer")
        else:
            log.info("shadow.ready", version=self._scorer.version)

    def run_once(self) -> int:
        """Score a few texts that have a verdict; return their number.

        Skips a text on which it fails.
        """
        scorer = self._scorer
        if scorer is None:
            return 0
        with self._database.unit_of_work(write=False) as work:
            batch = judging.texts_of(
                work.session, self._next(work.session, scorer.version, work.now)
            )
        if not batch:
            return 0
        try:
            answers = assess(scorer, batch)
        except Exception as error:  # noqa: BLE001  Whatever the model raises, it is only a shadow.
            log.warning("shadow.unscored", error=repr(error), size=len(batch))
            return len(batch)
        for answer in answers:
            store(self._database, answer)
        return len(batch)

    def _next(self, session: Session, version: str, now: datetime) -> list[int]:
        """Return the revisions to score next, and advance the position."""
        if self._newest is None:
            self._newest = session.scalar(select(func.max(Verdict.id))) or 0
            self._oldest = self._newest + 1
        is_later, is_earlier = Verdict.id > self._newest, Verdict.id < self._oldest
        if later := _unscored(session, version, is_later, Verdict.id.asc()):
            self._newest = max(later)
            return list(later.values())
        recent = Verdict.created_at > now - LOOKS_BACK
        earlier = _unscored(session, version, is_earlier & recent, Verdict.id.desc())
        self._oldest = min(earlier, default=0)
        return list(earlier.values())


def _unscored(
    session: Session,
    version: str,
    place: ColumnElement[bool],
    order: ColumnElement[int],
) -> dict[int, int]:
    """Return a few verdicts that a classifier's scores led to, with their texts."""
    known = select(Score.id).where(
        Score.revision_id == Verdict.revision_id, Score.model_version == version
    )
    rows = session.execute(
        select(Verdict.id, Verdict.revision_id)
        .where(
            place,
            Verdict.superseded_at.is_(None),
            Verdict.score_id.is_not(None),
            ~known.exists(),
        )
        .order_by(order)
        .limit(TEXTS_AT_ONCE)
    )
    return {row.id: row.revision_id for row in rows}
