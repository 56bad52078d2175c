"""Expired data is deleted: unconfirmed accounts with their comments, and counts."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from auth.access import sessions
from auth.accounts import verification
from auth.core.actor import Actor
from auth.core.models import Account, LoginSession, MailToken, Throttle
from auth.core.rules import Purpose
from auth.db.database import Database
from moderation.discussion.models import Comment, Revision, StatusChange
from moderation.discussion.rules import Cause, Status
from moderation.discussion.services import transitions, writing
from moderation.review.items.rules import ReportReason
from moderation.review.reports.inputs import ReportComment
from moderation.review.reports.services import visitor_reports
from moderation.review.reports.visitor_report_models import VisitorReport
from moderation.running import purge
from tests import newsroom


@pytest.fixture
def long_ago(database: Database) -> datetime:
    """Four days before the database's own clock."""
    with database.unit_of_work(write=True) as work:
        newsroom.ensure_newsroom(work.session, now=work.now)
        newsroom.article(work.session, now=work.now)
        return work.now - timedelta(days=4)


def a_reader_wrote(database: Database, at: datetime, *, is_verified: bool) -> Actor:
    with database.unit_of_work(write=True) as work:
        author = newsroom.person(
            work.session, "Author", now=at, is_verified=is_verified
        )
        article = newsroom.article(work.session, now=at)
        newsroom.post(work.session, author, article, "Enough of it.", now=at)
    return author


def left(database: Database, *tables: type) -> list[int]:
    with database.unit_of_work(write=False) as work:
        return [
            work.session.scalar(select(func.count()).select_from(each)) or 0
            for each in tables
        ]


def test_an_account_never_confirmed_goes_with_everything_that_it_wrote(
    database: Database, long_ago: datetime
) -> None:
    a_reader_wrote(database, long_ago, is_verified=False)

    gone = purge.purge(database)

    assert gone == 1
    assert left(database, Account, Comment, Revision, StatusChange) == [0, 0, 0, 0]


def test_an_account_never_confirmed_goes_also_with_what_it_took_back(
    database: Database, long_ago: datetime
) -> None:
    author = a_reader_wrote(database, long_ago, is_verified=False)
    with database.unit_of_work(write=True) as work:
        [comment_id] = work.session.scalars(select(Comment.id))
        writing.delete(
            work.session,
            comment_id=comment_id,
            author_id=author.account_id,
            now=work.now,
        )

    assert purge.purge(database) == 1
    assert left(database, Account, Comment) == [0, 0]


def test_a_confirmed_account_stays_with_what_it_wrote(
    database: Database, long_ago: datetime
) -> None:
    a_reader_wrote(database, long_ago, is_verified=True)

    assert purge.purge(database) == 0
    assert left(database, Account, Comment) == [1, 1]


def test_an_account_has_its_72_hours(database: Database, long_ago: datetime) -> None:
    just_within = long_ago + timedelta(hours=24, minutes=1)
    a_reader_wrote(database, just_within, is_verified=False)

    assert purge.purge(database) == 0
    assert left(database, Account, Comment) == [1, 1]


def test_counts_of_windows_that_are_over_go(
    database: Database, long_ago: datetime
) -> None:
    with database.unit_of_work(write=True) as work:
        for number, expires_at in enumerate((long_ago, work.now + timedelta(hours=1))):
            work.session.add(
                Throttle(key="k", window=number, count=1, expires_at=expires_at)
            )

    purge.purge(database)

    assert left(database, Throttle) == [1]


def test_links_and_sessions_that_open_nothing_more_go(
    database: Database, long_ago: datetime
) -> None:
    author = a_reader_wrote(database, long_ago, is_verified=True)
    with database.unit_of_work(write=True) as work:
        account = work.session.get_one(Account, author.account_id)
        for then in (long_ago - timedelta(days=30), work.now):
            verification.new_mail_token(work.session, account, Purpose.RESET, now=then)
            sessions.open_session(
                work.session,
                account_id=account.id,
                host="localhost",
                user_agent="",
                now=then,
                proved=True,
            )

    purge.purge(database)

    assert left(database, MailToken, LoginSession) == [1, 1]


@pytest.mark.parametrize(("days", "is_kept"), [(29, True), (31, False)])
def test_the_network_of_a_visitors_report_is_forgotten_after_a_month(
    database: Database, long_ago: datetime, days: int, is_kept: bool
) -> None:
    digest = "d" * 64
    with database.unit_of_work(write=True) as work:
        author = newsroom.person(work.session, "Author", now=long_ago)
        article = newsroom.article(work.session, now=long_ago)
        comment = newsroom.post(work.session, author, article, "Enough.", now=long_ago)
        transitions.move(
            work.session,
            comment,
            to=Status.PUBLISHED,
            cause=Cause.DECISION,
            now=long_ago,
            revision_id=comment.latest_revision_id,
        )
        visitor_reports.report(
            work.session,
            ReportComment(comment_id=comment.id, reason=ReportReason.SPAM, note=""),
            network_digest=digest,
            now=work.now - timedelta(days=days),
        )

    purge.purge(database)

    with database.unit_of_work(write=False) as work:
        [kept] = work.session.scalars(select(VisitorReport)).all()
        assert (kept.network_digest == digest) == is_kept
