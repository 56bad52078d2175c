"""Verdicts on comments that were deleted or edited in the meantime."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import pytest
from sqlalchemy import select

from auth.core.models import Account
from auth.db.database import Database
from moderation.discussion.models import Comment, Revision
from moderation.discussion.rules import Status
from moderation.discussion.services import writing
from moderation.discussion.text import read
from moderation.intake.inputs import EditComment
from moderation.intake.services import submission
from moderation.intake.worker import Worker
from moderation.policy.models import Verdict
from moderation.scoring.base.protocol import Scores, Span
from moderation.scoring.runtime.fixed_scorer import FixedScorer
from tests import newsroom
from tests.moderation.intake.posting import post, status_of


@dataclass
class Interrupting:
    """A scorer that calls a function while it works."""

    happens: Callable[[], None]
    name: str = "interrupting"
    version: str = "interrupting-1"
    texts: list[str] = field(default_factory=list)

    def score(self, texts: Sequence[str]) -> list[Scores]:
        self.happens()
        return FixedScorer().score(texts)

    def explain(self, _text: str) -> list[Span]:
        return []


def test_a_comment_deleted_while_it_is_scored_stays_deleted(
    database: Database, now: datetime
) -> None:
    [comment_id] = post(database, now, "They are vermin.")

    def delete() -> None:
        with database.unit_of_work(write=True) as work:
            author_id = work.session.get_one(Comment, comment_id).author_id
            writing.delete(
                work.session, comment_id=comment_id, author_id=author_id, now=now
            )

    Worker(database, Interrupting(delete)).run_once()

    assert status_of(database, comment_id) is Status.DELETED
    with database.unit_of_work(write=False) as work:
        assert work.session.scalars(select(Verdict)).all() == []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Das ist ein sehr vernünftiger Vorschlag, über den wir reden sollten.", "de"),
        ("12 + 12 = 24", None),
    ],
)
def test_a_text_keeps_the_language_in_which_it_is_written(
    database: Database, now: datetime, text: str, language: str | None
) -> None:
    [comment_id] = post(database, now, text)

    Worker(database, FixedScorer()).run_once()

    with database.unit_of_work(write=False) as work:
        found = work.session.scalars(
            select(Revision.language).where(Revision.comment_id == comment_id)
        )
        assert found.one() == language


def test_an_edited_comment_shows_the_old_text_until_the_new_one_is_judged(
    database: Database, now: datetime
) -> None:
    [comment_id] = post(database, now, "First.")
    worker = Worker(database, FixedScorer())
    worker.run_once()
    edit(database, comment_id, "Second.", now)
    with database.unit_of_work(write=False) as work:
        before = work.session.get_one(Comment, comment_id)
        shown = work.session.get_one(Revision, before.shown_revision_id)
        assert (before.status, shown.text) == (Status.PUBLISHED, "First.")

    worker.run_once()

    with database.unit_of_work(write=False) as work:
        after = work.session.get_one(Comment, comment_id)
        shown = work.session.get_one(Revision, after.shown_revision_id)
        assert (after.status, shown.text) == (Status.PUBLISHED, "Second.")


def test_a_published_comment_edited_into_hatred_falls(
    database: Database, now: datetime
) -> None:
    [comment_id] = post(database, now, "Calm.")
    worker = Worker(database, FixedScorer())
    worker.run_once()

    edit(database, comment_id, "They are vermin.", now)
    worker.run_once()

    assert status_of(database, comment_id) is Status.HELD


def edit(database: Database, comment_id: int, text: str, now: datetime) -> None:
    with database.unit_of_work(write=True) as work:
        comment = work.session.get_one(Comment, comment_id)
        actor = newsroom.actor_of(
            work.session, work.session.get_one(Account, comment.author_id)
        )
        submission.edit(
            work.session,
            EditComment(
                comment_id=comment_id,
                revision_id=comment.latest_revision_id,
                text=read(text, longest=100),
            ),
            actor=actor,
            now=now,
        )
