"""The newsroom, its clock, and the parts that all acts share."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import Select, event, select
from sqlalchemy.orm import Session

from auth.core.actor import Actor
from auth.core.errors import CeasefireError
from auth.core.models import Account
from auth.core.permissions import Role
from moderation.discussion.models import Comment
from moderation.discussion.rules import Status
from moderation.discussion.text import read
from moderation.event_table import open_database
from moderation.intake.worker import Worker
from moderation.review.appeals.sanction_appeal_models import SanctionAppeal
from moderation.review.items.models import Decision, ReviewItem
from moderation.review.quality.inputs import SetAuditSample, SetBlindShares
from moderation.review.quality.services import sampling, second_review
from moderation.review.sanctions.models import Sanction
from moderation.scoring.runtime.fixed_scorer import FixedScorer
from tests import newsroom
from tests.sequences.consistency import check_everything

NOUNS = ("vermin", "neighbours", "bridge", "idiot")
PLACE = st.integers(0, 3)
"""Small numbers of people and comments, so that their acts meet."""

READERS = ("Nour", "Rashid")
MODERATORS = ("Edith", "Samuel", "Ada")
HALF = 0.5


def found_desk(path: Path, now: datetime) -> None:
    """Create a newsroom in the empty database at *path*, with waiting comments."""
    database = open_database(f"sqlite:///{path}")
    with database.unit_of_work(write=True) as work:
        session = work.session
        newsroom.ensure_newsroom(session, now=now)
        article = newsroom.article(session, now=now, subjects=newsroom.WAR)
        nour, rashid = (newsroom.person(session, name, now=now) for name in READERS)
        for author, noun in ((nour, "vermin"), (rashid, "vermin"), (nour, "a bridge")):
            newsroom.post(session, author, article, f"They are {noun}.", now=now)
        for name in MODERATORS:
            newsroom.person(session, name, now=now, role=Role.MODERATOR)
    Worker(database, FixedScorer()).run_once()
    database.dispose()


def wait_for_no_disk(connection: Any, _record: Any) -> None:
    """Turn off syncing to disk, which would happen thousands of times."""
    connection.execute("PRAGMA synchronous = OFF")


class Desk(RuleBasedStateMachine):
    """Two readers, three moderators, a worker and a clock."""

    template: Path
    """A newsroom that :func:`found_desk` opened."""
    now: datetime

    @initialize(looked_at_twice=st.sampled_from([0.0, HALF, 1.0]))
    def arrive(self, looked_at_twice: float) -> None:
        """Open the newsroom for the day."""
        self.folder = TemporaryDirectory()
        path = Path(self.folder.name) / "newsroom.sqlite"
        shutil.copy(self.template, path)
        self.database = open_database(f"sqlite:///{path}")
        event.listen(self.database.engine, "connect", wait_for_no_disk)
        self.now, self.count = datetime(2026, 11, 23, 12, tzinfo=UTC), 0
        with self.database.unit_of_work(write=True) as work:
            session = work.session
            self.readers = [self.actor(session, name) for name in READERS]
            self.moderators = [self.actor(session, name) for name in MODERATORS]
            second_review.set_plan(
                session,
                SetBlindShares(second_share=looked_at_twice, blind_share=HALF),
                actor_id=self.moderators[0].account_id,
                now=self.now,
            )
            sampling.set_plan(
                session,
                SetAuditSample(share=HALF, most_a_day=sampling.MOST_A_DAY),
                actor_id=self.moderators[0].account_id,
                now=self.now,
            )

    def teardown(self) -> None:
        """Close the newsroom."""
        if hasattr(self, "database"):
            self.database.dispose()
            self.folder.cleanup()

    @invariant()
    def everything_is_consistent(self) -> None:
        """Every invariant holds after every act."""
        with self.database.unit_of_work(write=False) as work:
            check_everything(work.session, self.now)

    @rule(minutes=st.sampled_from([1, 6, 24 * 60]))
    def wait(self, minutes: int) -> None:
        """Time passes; claims end after five minutes, suspensions after a day."""
        self.now += timedelta(minutes=minutes)

    @contextmanager
    def attempt(self) -> Iterator[Session]:
        """Try an act a moment later. It may be refused as a whole.

        Every transition that an act makes must be in the table of transitions.
        """
        self.now += timedelta(seconds=1)
        refused = ""
        try:
            with self.database.unit_of_work(write=True) as work:
                yield work.session
        except CeasefireError as error:
            refused = error.message
        assert "cannot be done with the comment" not in refused

    def text(self, noun: str) -> Any:
        """Return a new text."""
        self.count += 1
        return read(f"They are {noun}, number {self.count}.", longest=10_000)

    def comment(self, session: Session, place: int) -> Comment:
        """Return one of the comments that are not deleted, or refuse as a page does."""
        found = session.get(Comment, pick(session, WRITTEN, place))
        if found is None:
            raise CeasefireError("Nothing was written yet.")
        return found

    def author(self, comment: Comment) -> Actor:
        """Return the author of *comment*."""
        return next(
            each for each in self.readers if each.account_id == comment.author_id
        )

    def moderator(self, who: int) -> int:
        """Return the account of one of the moderators."""
        return self.moderators[who % len(self.moderators)].account_id

    def actor(self, session: Session, name: str) -> Actor:
        """Return the actor of that name."""
        found = select(Account).where(Account.display_name == name)
        return newsroom.actor_of(session, session.scalars(found).one())


Ids = Select[int]

WRITTEN = (
    select(Comment.id).where(Comment.status != Status.DELETED).order_by(Comment.id)
)
HIDDEN = WRITTEN.where(Comment.status.in_([Status.REJECTED, Status.HELD]))
OPEN = (
    select(ReviewItem.id).where(ReviewItem.closed_at.is_(None)).order_by(ReviewItem.id)
)
DECIDED = select(Decision.id).order_by(Decision.id.desc())
NOT_UNDONE = DECIDED.where(Decision.undone_at.is_(None))
SANCTION = (
    select(Sanction.id).where(Sanction.lifted_at.is_(None)).order_by(Sanction.id.desc())
)
UNANSWERED = (
    select(SanctionAppeal.id)
    .where(SanctionAppeal.outcome.is_(None))
    .order_by(SanctionAppeal.id)
)


def pick(session: Session, ids: Ids, place: int) -> int:
    """Return one of the ids that a statement finds; 0 if there is none."""
    found = session.scalars(ids).all()
    return found[place % len(found)] if found else 0
