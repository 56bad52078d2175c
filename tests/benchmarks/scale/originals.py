"""The comments that are copied, written through the services."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from auth.core.actor import Actor
from auth.core.models import Account
from auth.core.permissions import Role
from auth.db.database import UnitOfWork
from moderation.discussion.models import Article, Comment
from moderation.intake.worker import Worker
from moderation.review.decisions.inputs import DecideItem
from moderation.review.decisions.services import decisions
from moderation.review.items.models import ReviewItem
from moderation.review.items.rules import Action
from moderation.scoring.runtime.fixed_scorer import FixedScorer
from tests import newsroom
from tests.benchmarks.filling import TEXT, Town
from tests.benchmarks.multiplying import Original, written

A_THREAD = 5
"""Comments of the thread that is copied: a head and its replies."""

MODERATOR, ADMIN = "Samuel", "Ada"
STAFF = {MODERATOR: Role.MODERATOR, ADMIN: Role.ADMIN}


@dataclass(frozen=True)
class Originals:
    """A published thread, and a comment that waits for a moderator."""

    thread: Original
    doubt: Original


def originals_of(town: Town) -> Originals:
    """Appoint the staff, and write what is copied."""
    with town.database.unit_of_work(write=True) as work:
        for name, role in STAFF.items():
            newsroom.person(work.session, name, now=work.now, role=role)
    return Originals(
        written(town, lambda: _write_thread(town)),
        written(town, lambda: _write_doubt(town)),
    )


def _write_thread(town: Town) -> None:
    """Write a head and replies by others. The last reply was held and approved."""
    worker = Worker(town.database, FixedScorer())
    head = post(town, TEXT)
    empty(worker)
    for number in range(1, A_THREAD - 1):
        post(town, f"{TEXT} So says number {number}.", author=number, parent_id=head)
    held = post(town, "You are vermin.", author=A_THREAD, parent_id=head)
    empty(worker)
    approve(town, held)


def _write_doubt(town: Town) -> None:
    post(town, "They are vermin, and you know it.")
    empty(Worker(town.database, FixedScorer()))


def empty(worker: Worker) -> None:
    """Judge all that waits for a classifier."""
    while worker.run_once():
        pass


def post(
    town: Town,
    words: str,
    *,
    article_id: int = 1,
    author: int = 0,
    parent_id: int | None = None,
) -> int:
    """Post a comment of the reader with the number *author*; return its id."""
    with town.database.unit_of_work(write=True) as work:
        comment = newsroom.post(
            work.session,
            _reader(town, work, author),
            work.session.get_one(Article, article_id),
            words,
            now=work.now,
            parent=work.session.get(Comment, parent_id) if parent_id else None,
        )
        return comment.id


def _reader(town: Town, work: UnitOfWork, number: int) -> Actor:
    account = work.session.get_one(Account, town.author_ids[number])
    return newsroom.actor_of(work.session, account)


def approve(town: Town, comment_id: int) -> None:
    """Approve a comment that waits, as the moderator."""
    with town.database.unit_of_work(write=True) as work:
        moderator = select(Account.id).where(Account.display_name == MODERATOR)
        waits = ReviewItem.comment_id == comment_id, ReviewItem.closed_at.is_(None)
        change = DecideItem(
            item_id=work.session.scalars(select(ReviewItem.id).where(*waits)).one(),
            action=Action.APPROVE,
            reason=None,
            note="",
            revision_id=None,
        )
        decisions.decide(
            work.session,
            change,
            moderator_id=work.session.scalars(moderator).one(),
            now=work.now,
        )
