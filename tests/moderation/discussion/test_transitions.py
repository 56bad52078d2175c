from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select

from auth.core.errors import ConflictError
from auth.db.database import Database
from moderation.discussion.models import Comment, StatusChange
from moderation.discussion.rules import Cause, Status, is_allowed
from moderation.discussion.services import threads, transitions, writing
from moderation.running import doctor
from tests import newsroom


@pytest.mark.parametrize(
    ("cause", "before", "after", "expected"),
    [
        (Cause.VERDICT, Status.WAITING, Status.PUBLISHED, True),
        (Cause.VERDICT, Status.WAITING, Status.HELD, True),
        (Cause.VERDICT, Status.WAITING, Status.REJECTED, False),
        (Cause.VERDICT, Status.PUBLISHED, Status.REJECTED, False),
        (Cause.VERDICT, Status.DELETED, Status.PUBLISHED, False),
        (Cause.VERDICT, Status.AWAITING_AUTHOR, Status.PUBLISHED, False),
        (Cause.VERDICT, Status.REJECTED, Status.PUBLISHED, False),
        (Cause.DECISION, Status.WAITING, Status.PUBLISHED, True),
        (Cause.DECISION, Status.HELD, Status.REJECTED, True),
        (Cause.DECISION, Status.DELETED, Status.PUBLISHED, False),
        (Cause.DECISION, Status.AWAITING_AUTHOR, Status.PUBLISHED, False),
        (Cause.DELETED, Status.HELD, Status.DELETED, True),
        (Cause.DELETED, Status.DELETED, Status.DELETED, False),
        (Cause.EDITED, Status.REJECTED, Status.HELD, True),
        (Cause.EDITED, Status.REJECTED, Status.PUBLISHED, False),
        (Cause.AUTHOR_VERIFIED, Status.AWAITING_AUTHOR, Status.WAITING, True),
    ],
)
def test_the_table_says_what_may_become_what(
    cause: Cause, before: Status, after: Status, expected: bool
) -> None:
    assert is_allowed(cause, before, after) is expected


@pytest.mark.parametrize(
    "cause", [c for c in Cause if c not in (Cause.DECISION, Cause.UNDO)]
)
@pytest.mark.parametrize("before", list(Status))
def test_only_a_person_rejects(cause: Cause, before: Status) -> None:
    assert not is_allowed(cause, before, Status.REJECTED)


def publish(database: Database, comment_id: int, now: datetime) -> None:
    move(database, comment_id, Status.PUBLISHED, now)


def move(database: Database, comment_id: int, to: Status, now: datetime) -> None:
    with database.unit_of_work(write=True) as work:
        comment = transitions.lock(work.session, comment_id)
        transitions.move(
            work.session,
            comment,
            to=to,
            cause=Cause.DECISION,
            now=now,
            revision_id=comment.latest_revision_id,
        )


def chain(database: Database, now: datetime, length: int) -> list[int]:
    """Return the ids of a comment and its replies, each to the one before."""
    ids: list[int] = []
    with database.unit_of_work(write=True) as work:
        newsroom.ensure_newsroom(work.session, now=now)
        article = newsroom.article(work.session, now=now)
        author = newsroom.person(work.session, "Amina", now=now)
        parent: Comment | None = None
        for number in range(length):
            if parent is not None:
                parent.status, parent.shown_revision_id = Status.PUBLISHED, 1
                work.session.flush()
            parent = newsroom.post(
                work.session, author, article, f"word {number}", now=now, parent=parent
            )
            ids.append(parent.id)
        for comment in work.session.scalars(select(Comment)):
            comment.status, comment.shown_revision_id = Status.WAITING, None
    return ids


def test_a_move_counts_for_parent_thread_and_article(
    database: Database, now: datetime
) -> None:
    ids = chain(database, now, 3)

    for comment_id in ids:
        publish(database, comment_id, now)

    with database.unit_of_work(write=False) as work:
        head = work.session.get_one(Comment, ids[0])
        assert (head.reply_count, head.thread_reply_count) == (1, 2)
        assert set(doctor.recount(work.session).values()) == {0}


def test_a_rejected_parent_leaves_a_placeholder_over_its_replies(
    database: Database, now: datetime
) -> None:
    ids = chain(database, now, 2)
    for comment_id in ids:
        publish(database, comment_id, now)

    move(database, ids[0], Status.REJECTED, now)

    with database.unit_of_work(write=False) as work:
        comment = work.session.get_one(Comment, ids[0])
        page = threads.page(work.session, article_id=comment.article_id)
        assert not page.threads[0].head.is_published
        assert page.threads[0].replies[0].is_published
        assert set(doctor.recount(work.session).values()) == {0}


def test_a_deleted_comment_without_replies_is_gone(
    database: Database, now: datetime
) -> None:
    [comment_id] = chain(database, now, 1)
    publish(database, comment_id, now)

    with database.unit_of_work(write=True) as work:
        comment = work.session.get_one(Comment, comment_id)
        writing.delete(
            work.session, comment_id=comment_id, author_id=comment.author_id, now=now
        )

    with database.unit_of_work(write=False) as work:
        comment = work.session.get_one(Comment, comment_id)
        page = threads.page(work.session, article_id=comment.article_id)
        assert page.threads == []


def test_every_move_leaves_a_line_of_history(database: Database, now: datetime) -> None:
    [comment_id] = chain(database, now, 1)

    publish(database, comment_id, now)

    with database.unit_of_work(write=False) as work:
        lines = work.session.scalars(select(StatusChange).order_by(StatusChange.id))
        told = [(line.from_status, line.to_status, line.cause) for line in lines]
    assert told == [
        (None, Status.WAITING, Cause.SUBMITTED),
        (Status.WAITING, Status.PUBLISHED, Cause.DECISION),
    ]


def test_a_move_that_the_table_lacks_is_refused(
    database: Database, now: datetime
) -> None:
    [comment_id] = chain(database, now, 1)
    with database.unit_of_work(write=True) as work:
        author_id = work.session.get_one(Comment, comment_id).author_id
        writing.delete(
            work.session, comment_id=comment_id, author_id=author_id, now=now
        )

    with pytest.raises(ConflictError):
        publish(database, comment_id, now)
