"""Whatever people do, in whatever order: what is counted and shown stays true."""

from __future__ import annotations

import shutil
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select
from sqlalchemy.orm import Session

from auth.database import Database
from auth.errors import CeasefireError
from auth.identity import Actor
from auth.permissions import Role
from moderation import doctor
from moderation.community.models import Notice
from moderation.community.rules import NoticeKind
from moderation.discussion.models import Article, Comment, Revision, StatusChange
from moderation.discussion.rules import ScoringState, Status
from moderation.discussion.services import writing
from moderation.discussion.text import read
from moderation.intake.services import submission
from moderation.intake.worker import Worker
from moderation.review.appeal_models import Appeal
from moderation.review.appeal_rules import Outcome
from moderation.review.hold_appeal_models import HoldAppeal
from moderation.review.models import Decision, ReviewItem
from moderation.review.rules import Action, Reason, ReportReason
from moderation.review.services import appeals, claims, decisions, reports
from moderation.scoring.fixed import FixedScorer
from tests import newsroom

NOUNS = ("vermin", "neighbours", "bridge", "idiot")
PLACE = st.integers(0, 3)
"""Few people, few comments: what they do meets."""


class Desk(RuleBasedStateMachine):
    """Two readers, two moderators, a worker and a clock."""

    template: Path

    @initialize()
    def found(self) -> None:
        """Open the newsroom."""
        self.folder = TemporaryDirectory()
        path = Path(self.folder.name) / "newsroom.sqlite"
        shutil.copy(self.template, path)
        self.database = Database(f"sqlite:///{path}")
        self.now = datetime(2026, 11, 23, 12, tzinfo=UTC)
        with self.database.unit_of_work(write=True) as work:
            session = work.session
            newsroom.found(session, now=self.now)
            newsroom.article(session, now=self.now, subjects=newsroom.WAR)
            self.readers = [
                newsroom.person(session, name, now=self.now)
                for name in ("Nour", "Rashid")
            ]
            self.moderators = [
                newsroom.person(session, name, now=self.now, role=Role.MODERATOR)
                for name in ("Edith", "Samuel")
            ]
        self.count = 0
        for who, noun in ((0, "vermin"), (1, "vermin"), (0, "neighbours")):
            self.write(who, noun, None, is_scored=True)

    def teardown(self) -> None:
        """Close the newsroom."""
        if hasattr(self, "database"):
            self.database.dispose()
            self.folder.cleanup()

    def text(self, noun: str) -> Any:
        """Return a text that was not written before."""
        self.count += 1
        return read(f"They are {noun}, number {self.count}.", longest=10_000)

    def comment(self, session: Session, place: int) -> Comment:
        """Return one of the comments, or refuse as a page would."""
        found = session.scalars(select(Comment).order_by(Comment.id)).all()
        if not found:
            raise CeasefireError("Nothing was written yet.")
        return found[place % len(found)]

    @rule(
        who=PLACE,
        noun=st.sampled_from(NOUNS),
        answers=st.none() | PLACE,
        is_scored=st.booleans(),
    )
    def write(
        self, who: int, noun: str, answers: int | None, *, is_scored: bool
    ) -> None:
        """A reader writes or answers; the worker is quick, or it is not."""
        with suppress(CeasefireError), self.database.unit_of_work(write=True) as work:
            session = work.session
            parent = None if answers is None else self.comment(session, answers).id
            submission.submit(
                session,
                actor=self.reader(who),
                article=session.scalars(select(Article)).one(),
                parent_id=parent,
                text=self.text(noun),
                most_a_minute=1_000,
                now=self.now,
            )
        if is_scored:
            self.score()

    @rule()
    def score(self) -> None:
        """The worker takes what waits."""
        Worker(self.database, FixedScorer()).run_once()

    @rule(place=PLACE, who=PLACE, action=st.sampled_from(Action))
    def decide(self, place: int, who: int, action: Action) -> None:
        """A moderator decides an open item."""
        with suppress(CeasefireError), self.database.unit_of_work(write=True) as work:
            decisions.decide(
                work.session,
                item_id=self.item_id(work.session, place),
                moderator_id=self.moderators[who % 2].account_id,
                action=action,
                reason=Reason.HATE if action is Action.REJECT else None,
                note="",
                revision_id=None,
                now=self.now,
            )

    @rule(place=PLACE, who=PLACE)
    def claim(self, place: int, who: int) -> None:
        """A moderator takes an open item for a while."""
        with suppress(CeasefireError), self.database.unit_of_work(write=True) as work:
            claims.claim(
                work.session,
                item_id=self.item_id(work.session, place),
                moderator_id=self.moderators[who % 2].account_id,
                now=self.now,
            )

    @rule(place=PLACE, who=PLACE, action=st.sampled_from(Action))
    def decide_and_undo(self, place: int, who: int, action: Action) -> None:
        """A moderator decides and thinks better of it."""
        self.decide(place, who, action)
        self.undo(0, who)

    @rule(place=PLACE, who=PLACE)
    def undo(self, place: int, who: int) -> None:
        """A moderator takes a decision back, of late or of long ago."""
        with suppress(CeasefireError), self.database.unit_of_work(write=True) as work:
            found = work.session.scalars(
                select(Decision.id)
                .where(Decision.undone_at.is_(None))
                .order_by(Decision.id.desc())
            ).all()
            decisions.undo(
                work.session,
                decision_id=found[place % len(found)] if found else 0,
                moderator_id=self.moderators[who % 2].account_id,
                now=self.now,
            )

    @rule(place=PLACE, noun=st.sampled_from(NOUNS))
    def edit(self, place: int, noun: str) -> None:
        """An author changes a comment."""
        with suppress(CeasefireError), self.database.unit_of_work(write=True) as work:
            comment = self.comment(work.session, place)
            submission.edit(
                work.session,
                actor=self.author(comment),
                comment_id=comment.id,
                revision_id=comment.latest_revision_id,
                text=self.text(noun),
                now=self.now,
            )

    @rule(place=PLACE)
    def delete(self, place: int) -> None:
        """An author deletes a comment."""
        with suppress(CeasefireError), self.database.unit_of_work(write=True) as work:
            comment = self.comment(work.session, place)
            writing.delete(
                work.session,
                comment_id=comment.id,
                author_id=comment.author_id,
                now=self.now,
            )
            reports.close_deleted(work.session, comment.id, now=self.now)

    @rule(place=PLACE)
    def report(self, place: int) -> None:
        """The other reader reports a comment."""
        with suppress(CeasefireError), self.database.unit_of_work(write=True) as work:
            comment = self.comment(work.session, place)
            other = [
                each.account_id
                for each in self.readers
                if each.account_id != comment.author_id
            ]
            reports.report(
                work.session,
                comment_id=comment.id,
                reporter_id=other[0],
                reason=ReportReason.HATE,
                note="",
                now=self.now,
            )

    @rule(place=PLACE)
    def appeal(self, place: int) -> None:
        """An author appeals, or asks for a review of what is held."""
        with suppress(CeasefireError), self.database.unit_of_work(write=True) as work:
            hidden = work.session.scalars(
                select(Comment)
                .where(Comment.status.in_([Status.REJECTED, Status.HELD]))
                .order_by(Comment.id)
            ).all()
            if not hidden:
                return
            comment = hidden[place % len(hidden)]
            appeals.open_appeal(
                work.session,
                comment_id=comment.id,
                author_id=comment.author_id,
                text="I was quoting him.",
                now=self.now,
            )

    @rule(minutes=st.sampled_from([1, 6]))
    def wait(self, minutes: int) -> None:
        """Time passes; claims run out after five minutes."""
        self.now += timedelta(minutes=minutes)

    @invariant()
    def a_recount_finds_no_drift(self) -> None:
        """Counters are what the rows say."""
        with self.database.unit_of_work(write=False) as work:
            assert set(doctor.recount(work.session).values()) == {0}

    @invariant()
    def the_history_ends_with_the_status(self) -> None:
        """The last line of each history is where the comment stands."""
        with self.database.unit_of_work(write=False) as work:
            for comment in work.session.scalars(select(Comment)):
                last = work.session.scalars(
                    select(StatusChange.to_status)
                    .where(StatusChange.comment_id == comment.id)
                    .order_by(StatusChange.id.desc())
                ).first()
                assert last is comment.status

    @invariant()
    def what_is_held_and_scored_waits_for_a_person(self) -> None:
        """Nothing is held and forgotten; nothing that is deleted waits."""
        with self.database.unit_of_work(write=False) as work:
            waits = set(
                work.session.scalars(
                    select(ReviewItem.comment_id).where(ReviewItem.closed_at.is_(None))
                )
            )
            rows = work.session.execute(
                select(Comment.id, Comment.status, Revision.scoring_state).join(
                    Revision, Revision.id == Comment.latest_revision_id
                )
            )
            for comment_id, status, state in rows:
                if status is Status.HELD and state is ScoringState.SCORED:
                    assert comment_id in waits
                if status is Status.DELETED:
                    assert comment_id not in waits

    @invariant()
    def what_an_author_asks_for_stands_for_itself(self) -> None:
        """No decision on a near-copy covers a comment that its author spoke for."""
        with self.database.unit_of_work(write=False) as work:
            leads = work.session.scalars(
                select(ReviewItem.lead_id).join(
                    HoldAppeal, HoldAppeal.item_id == ReviewItem.id
                )
            )
            assert set(leads) <= {None}

    @invariant()
    def an_overturned_decision_is_undone(self) -> None:
        """An appeal and the decision that it is about say the same."""
        with self.database.unit_of_work(write=False) as work:
            rows = work.session.execute(
                select(Appeal.outcome, Decision.undone_at).join(
                    Decision, Decision.id == Appeal.decision_id
                )
            )
            for outcome, undone_at in rows:
                assert outcome is not Outcome.OVERTURNED or undone_at is not None

    @invariant()
    def nobody_is_told_of_a_decision_that_does_not_stand(self) -> None:
        """A notice of a decision has its decision."""
        with self.database.unit_of_work(write=False) as work:
            told = work.session.scalars(
                select(Notice.comment_id).where(Notice.kind == NoticeKind.DECIDED)
            ).all()
            for comment_id in told:
                standing = select(Decision.id).where(
                    Decision.comment_id == comment_id,
                    Decision.action != Action.ESCALATE,
                    Decision.undone_at.is_(None),
                )
                assert work.session.scalars(standing).first() is not None

    def reader(self, who: int) -> Actor:
        """Return one of the readers."""
        return self.readers[who % 2]

    def author(self, comment: Comment) -> Actor:
        """Return who wrote *comment*."""
        [author] = [
            each for each in self.readers if each.account_id == comment.author_id
        ]
        return author

    def item_id(self, session: Session, place: int) -> int:
        """Return one of the open items."""
        found = session.scalars(
            select(ReviewItem.id)
            .where(ReviewItem.closed_at.is_(None))
            .order_by(ReviewItem.id)
        ).all()
        return found[place % len(found)] if found else 0


def test_any_sequence_leaves_everything_consistent(template_file: Path) -> None:
    class Here(Desk):
        template = template_file

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=20,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
