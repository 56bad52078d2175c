"""Acts of readers: post, edit, delete, report, appeal, read notifications."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule
from sqlalchemy import select

from moderation.discussion.models import Article, Comment
from moderation.intake.inputs import DeleteComment, EditComment, SubmitComment
from moderation.intake.services import deletion, submission
from moderation.intake.worker import Worker
from moderation.notifications.services import inbox
from moderation.review.appeals.inputs import AppealComment, AppealSanction
from moderation.review.appeals.services import appeals, sanction_appeals
from moderation.review.items.rules import ReportReason
from moderation.review.reports.inputs import ReportComment
from moderation.review.reports.services import reports
from moderation.review.sanctions.inputs import AcknowledgeWarning
from moderation.review.sanctions.models import Sanction
from moderation.review.sanctions.rules import SANCTION_RULES, Act, SanctionKind
from moderation.review.sanctions.services import sanctions, sanctions_in_force
from moderation.scoring.runtime.fixed_scorer import FixedScorer
from tests.sequences.desk import (
    HIDDEN,
    NOUNS,
    PLACE,
    SANCTION,
    Desk,
    pick,
)


class Authors(Desk):
    """Two readers and the worker."""

    @rule()
    def score(self) -> None:
        """The worker scores what waits."""
        Worker(self.database, FixedScorer()).run_once()

    @rule(
        who=PLACE,
        noun=st.sampled_from(NOUNS),
        answers=st.none() | PLACE,
        is_scored=st.booleans(),
    )
    def write(
        self, who: int, noun: str, answers: int | None, *, is_scored: bool
    ) -> None:
        """A reader posts or replies, if allowed; the worker may score it at once."""
        with self.attempt() as session:
            author = self.readers[who % 2]
            in_force = sanctions_in_force.in_force(
                session, account_id=author.account_id, now=self.now
            )
            parent = None if answers is None else self.comment(session, answers).id
            submission.submit(
                session,
                SubmitComment(key="story", parent_id=parent, text=self.text(noun)),
                actor=author,
                article=session.scalars(select(Article)).one(),
                most_a_minute=1_000,
                now=self.now,
            )
            assert not any(
                Act.POST in SANCTION_RULES[each.kind].refuses for each in in_force
            )
        if is_scored:
            self.score()

    @rule(place=PLACE, noun=st.sampled_from(NOUNS))
    def edit(self, place: int, noun: str) -> None:
        """An author changes a comment."""
        with self.attempt() as session:
            comment = self.comment(session, place)
            submission.edit(
                session,
                EditComment(
                    comment_id=comment.id,
                    revision_id=comment.latest_revision_id,
                    text=self.text(noun),
                ),
                actor=self.author(comment),
                now=self.now,
            )

    @rule(place=PLACE)
    def delete(self, place: int) -> None:
        """An author deletes a comment."""
        with self.attempt() as session:
            comment = self.comment(session, place)
            deletion.delete(
                session,
                DeleteComment(comment.id),
                author_id=comment.author_id,
                now=self.now,
            )

    @rule(place=PLACE)
    def report(self, place: int) -> None:
        """The other reader reports a comment."""
        with self.attempt() as session:
            comment = self.comment(session, place)
            [other] = [each for each in self.readers if each != self.author(comment)]
            reports.report(
                session,
                ReportComment(comment_id=comment.id, reason=ReportReason.HATE, note=""),
                reporter_id=other.account_id,
                now=self.now,
            )

    @rule(place=PLACE)
    def appeal(self, place: int) -> None:
        """An author appeals, or asks for a review of what is held."""
        with self.attempt() as session:
            comment = session.get(Comment, pick(session, HIDDEN, place))
            if comment is not None:
                appeals.open_appeal(
                    session,
                    AppealComment(comment_id=comment.id, text="I was quoting him."),
                    author_id=comment.author_id,
                    now=self.now,
                )

    @rule(place=PLACE, is_appealed=st.booleans())
    def acknowledge_or_appeal(self, place: int, *, is_appealed: bool) -> None:
        """An author confirms a warning, or appeals against a sanction."""
        with self.attempt() as session:
            sanction = session.get(Sanction, pick(session, SANCTION, place))
            if sanction is None:
                return
            theirs: dict[str, Any] = {
                "account_id": sanction.account_id,
                "now": self.now,
            }
            if is_appealed:
                change = AppealSanction(sanction.id, "I was quoting him.")
                sanction_appeals.open_appeal(session, change, **theirs)
            elif sanction.kind is SanctionKind.WARN:
                read = AcknowledgeWarning(sanction.id)
                sanctions.acknowledge(session, read, **theirs)

    @rule(who=PLACE)
    def look(self, who: int) -> None:
        """A reader reads their notifications."""
        with self.attempt() as session:
            inbox.mark_read(session, self.readers[who % 2].account_id, now=self.now)
