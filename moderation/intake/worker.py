"""The worker: claims waiting revisions, scores them, and stores the verdicts.

It holds no transaction while the classifier works. If it is killed or cut off, another
worker claims its revisions when the lease expires.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

import structlog
from sqlalchemy import and_, bindparam, func, select
from sqlalchemy.orm import Session

from auth.db.database import Database
from moderation.discussion.models import Revision
from moderation.discussion.rules import ScoringState
from moderation.intake.assessing import Text, assess, explained, prepare
from moderation.intake.background.scoring_imports import ImportedTexts
from moderation.intake.background.shadowing import Shadow
from moderation.intake.rules import (
    MOST_ATTEMPTS,
    MOST_ATTEMPTS_EVER,
    REST_BETWEEN_ATTEMPTS,
)
from moderation.intake.services import judging
from moderation.intake.watchdog import Watch
from moderation.platform import chore_runner, counters, leases
from moderation.platform.chore_runner import Chore, IsAlive, always, isolated
from moderation.scoring.base.protocol import Scorer

log = structlog.get_logger()

SHARES = 4
"""A short queue is left to this many workers, so that none takes all of it."""

LEAST_AT_ONCE = 8

_waiting = Revision.scoring_state == bindparam(
    "waiting",
    ScoringState.WAITING,
    literal_execute=True,
    type_=Revision.scoring_state.type,
)
_failed = and_(
    Revision.scoring_state
    == bindparam(
        "failed",
        ScoringState.FAILED,
        literal_execute=True,
        type_=Revision.scoring_state.type,
    ),
    Revision.attempts < MOST_ATTEMPTS_EVER,
)

# Every round asks this, so it is written once.
_WAITING = select(func.count()).select_from(
    select(Revision.id)
    .where(_waiting, Revision.attempts == 0)
    .limit(SHARES * leases.MOST_AT_ONCE)
    .subquery()
)


def fair_share(waiting: int) -> int:
    """Return how many texts a worker claims while *waiting* are ready.

    If one took 32 of 32, three others would be idle, and the first reader would wait
    for the last text.
    """
    share = math.ceil(waiting / SHARES)
    return min(max(share, LEAST_AT_ONCE), leases.MOST_AT_ONCE)


def _count_waiting(session: Session) -> int:
    """Count the texts that were never tried, as far as it matters for a share."""
    return session.scalar(_WAITING) or 0


@dataclass
class Worker:
    """One worker on one database with one scorer.

    :param wake: set when this process stores a comment. Comments of other processes are
        found by polling.
    :param stop: set to make the worker release its claims and return.
    :param watch: renews the leases of a batch, and ends a process that hangs.
    :param shadow: the shadow classifier, which scores when nothing else waits.
    """

    database: Database
    scorer: Scorer
    poll_seconds: float = 2.0
    wake: threading.Event = field(default_factory=threading.Event)
    stop: threading.Event = field(default_factory=threading.Event)
    watch: Watch = field(default_factory=Watch)
    shadow: Shadow | None = None
    _imported: ImportedTexts | None = None

    def use_shadow(self, shadow: Shadow | None) -> None:
        """Use another shadow classifier from now on, or none."""
        self.shadow = shadow

    def run(self, is_alive: IsAlive = always) -> None:
        """Work until *stop* is set."""
        prepare()
        chore = Chore(
            name="worker",
            every=self.poll_seconds,
            do=self._do_round,
            starts_at_once=True,
            wake=self.wake,
        )
        chore_runner.run(chore, self.stop, is_alive)

    def _do_round(self) -> None:
        """Score a batch. After one that was not empty, the next follows at once."""
        if (
            self.run_once()
            or isolated("shadow", self._run_shadow)
            or isolated("imported", self._score_imported)
        ):
            self.wake.set()

    def run_once(self) -> int:
        """Claim one batch, score it and store the verdicts. Returns its size."""
        counters.HEARTBEAT.set_to_current_time()
        with self.database.unit_of_work(write=True) as work:
            claim = leases.claim(
                work.session,
                Revision,
                _waiting,
                now=work.now,
                limit=fair_share(_count_waiting(work.session)),
            )
            if not claim.ids:
                claim = leases.claim(
                    work.session, Revision, _failed, now=work.now, limit=1
                )
            batch = judging.texts_of(work.session, claim.ids)
        if batch:
            with self.watch.over(self.database, claim):
                self._judge(claim, batch)
        return len(batch)

    def _run_shadow(self) -> int:
        shadow = self.shadow  # Another thread may replace it.
        return shadow.run_once() if shadow else 0

    def _score_imported(self) -> int:
        if self._imported is None:
            self._imported = ImportedTexts(self.database)
        return self._imported.run_once(self.scorer)

    def _judge(self, claim: leases.Claim, batch: Sequence[Text]) -> None:
        [(_, _, _, attempts), *_] = batch
        if attempts == MOST_ATTEMPTS + 1:
            # Its last attempt ended with the worker: it is not tried again now.
            self._unscored(claim, batch)
            return
        try:
            with counters.CLASSIFIED.time():
                answers = assess(self.scorer, batch)
        except Exception as error:  # noqa: BLE001  Whatever the model raises is the same to the queue.
            counters.CLASSIFIER_FAILURES.inc()
            log.warning("worker.unscored", error=repr(error), size=len(batch))
            self._unscored(claim, batch)
            return
        counters.CLASSIFIED_COMMENTS.inc(len(batch))
        self._finish(claim, batch, answers)

    def _finish(
        self,
        claim: leases.Claim,
        batch: Sequence[Text],
        answers: Sequence[judging.ScoringResult],
    ) -> None:
        """Store the verdicts. Those without an explanation do not wait for others."""
        shown = {revision_id: text for revision_id, _, text, _ in batch}
        with self.database.unit_of_work(write=False) as work:
            asked = judging.for_a_person(work.session, answers)
        for answer in sorted(answers, key=lambda each: each.revision_id in asked):
            if self.stop.is_set():
                self._release(claim)
                return
            known = answer
            if answer.revision_id in asked:
                known = explained(self.scorer, answer, shown[answer.revision_id])
            with self.database.unit_of_work(write=True) as work:
                judging.finish(work.session, known, token=claim.token, now=work.now)

    def _unscored(self, claim: leases.Claim, batch: Sequence[Text]) -> None:
        """Apply the fallback verdict after the last attempt; before it, wait."""
        for revision_id, _, _, attempts in batch:
            with self.database.unit_of_work(write=True) as work:
                if attempts < MOST_ATTEMPTS:
                    until = work.now + REST_BETWEEN_ATTEMPTS * attempts
                    leases.rest(work.session, Revision, claim, revision_id, until=until)
                else:
                    judging.give_up(
                        work.session, revision_id, token=claim.token, now=work.now
                    )

    def _release(self, claim: leases.Claim) -> None:
        with self.database.unit_of_work(write=True) as work:
            leases.release(work.session, Revision, claim.token, claim.ids)
