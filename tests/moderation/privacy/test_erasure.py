"""An account and all its data are erased a day after its owner asked for it."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import String, cast, func, select
from sqlalchemy.orm import Session

from auth.access import sessions
from auth.accounts import erasure
from auth.core.actor import Actor
from auth.core.errors import ConflictError
from auth.core.models import Account
from auth.core.permissions import Role
from auth.db.base import Base
from auth.db.database import Database
from moderation.community.rules import Target
from moderation.community.services import follows
from moderation.discussion.models import Comment, Revision
from moderation.discussion.rules import Cause, Status
from moderation.discussion.services import transitions
from moderation.platform import outbox
from moderation.privacy.ledger import Ledger
from moderation.privacy.services import erasing
from moderation.review.items.models import Report, ReviewItem
from moderation.review.items.rules import ReportReason
from moderation.review.reports.inputs import ReportComment
from moderation.review.reports.services import reports
from moderation.running import purge
from tests import newsroom

WORDS = "Seventy chrysanthemums for the harbour master"


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    """A ledger of erasures in an empty folder."""
    return Ledger(tmp_path / "erasures")


@pytest.fixture
def long_ago(database: Database) -> datetime:
    """Two days before the database's own clock, with a newsroom that stands."""
    with database.unit_of_work(write=True) as work:
        newsroom.ensure_newsroom(work.session, now=work.now)
        newsroom.article(work.session, now=work.now)
        return work.now - timedelta(days=2)


def publish(session: Session, comment: Comment, *, now: datetime) -> None:
    transitions.move(
        session,
        comment,
        to=Status.PUBLISHED,
        cause=Cause.VERDICT,
        now=now,
        revision_id=comment.latest_revision_id,
    )


@pytest.fixture
def leaver(database: Database, long_ago: datetime) -> Actor:
    """A reader who wrote, answered, followed, muted and reported, and was mailed."""
    with database.unit_of_work(write=True) as work:
        session = work.session
        reader = newsroom.person(session, "Wanda Velvet", now=long_ago)
        other = newsroom.person(session, "Stays Here", now=long_ago)
        article = newsroom.article(session, now=long_ago)
        own = newsroom.post(session, reader, article, WORDS, now=long_ago)
        publish(session, own, now=long_ago)
        theirs = newsroom.post(
            session, other, article, "An answer.", now=long_ago, parent=own
        )
        publish(session, theirs, now=long_ago)
        newsroom.post(
            session, reader, article, f"{WORDS}!", now=long_ago, parent=theirs
        )
        for one, another in ((reader, other), (other, reader)):
            follows.follow(
                session,
                follower_id=one.account_id,
                target=Target.READER,
                target_id=another.account_id,
                now=long_ago,
            )
        outbox.queue_mail(
            session,
            recipient=session.get_one(Account, reader.account_id).email,
            subject="Hello Wanda Velvet",
            body="…",
            site_id=None,
            now=long_ago,
        )
    return reader


def ask(database: Database, reader: Actor, *, now: datetime) -> datetime:
    with database.unit_of_work(write=True) as work:
        return erasure.ask(
            work.session,
            work.session.get_one(Account, reader.account_id),
            roles=reader.roles,
            base_url="https://news.example",
            mailer=outbox.queue_mail,
            now=now,
        )


def said_anywhere(database: Database, *words: str) -> list[str]:
    """Return the columns of the database that contain one of *words*."""
    found = []
    with database.unit_of_work(write=False) as work:
        for table in Base.metadata.sorted_tables:
            for column in table.columns:
                for each in words:
                    text = func.lower(cast(column, String))
                    query = select(column).where(text.contains(each.lower()))
                    if work.session.execute(query.limit(1)).first():
                        found.append(f"{table.name}.{column.name}: {each}")
    return found


def test_nothing_of_the_reader_is_left_in_any_column(
    database: Database, long_ago: datetime, leaver: Actor, ledger: Ledger
) -> None:
    traces = ("Wanda", "Velvet", "chrysanthemums")
    assert said_anywhere(database, *traces)
    ask(database, leaver, now=long_ago)

    assert purge.erase(database, ledger=ledger) == 1

    assert said_anywhere(database, *traces) == []


def test_what_others_answered_stays_over_a_placeholder(
    database: Database, long_ago: datetime, leaver: Actor, ledger: Ledger
) -> None:
    ask(database, leaver, now=long_ago)
    purge.erase(database, ledger=ledger)

    with database.unit_of_work(write=False) as work:
        texts = work.session.execute(
            select(Comment.status, Revision.text)
            .join(Revision, Revision.comment_id == Comment.id)
            .order_by(Comment.id)
        ).all()
    assert [tuple(each) for each in texts] == [
        (Status.DELETED, ""),
        (Status.PUBLISHED, "An answer."),
        (Status.DELETED, ""),
    ]


def test_nobody_can_enter_the_account_any_more(
    database: Database, long_ago: datetime, leaver: Actor, ledger: Ledger
) -> None:
    with database.unit_of_work(write=True) as work:
        token = sessions.open_session(
            work.session,
            account_id=leaver.account_id,
            host="localhost",
            user_agent="test",
            now=work.now,
            proved=True,
        )
    ask(database, leaver, now=long_ago)
    purge.erase(database, ledger=ledger)

    assert sessions.find(database, token=token, host="localhost") is None


def test_within_the_day_nothing_goes_and_the_owner_may_think_again(
    database: Database, leaver: Actor, ledger: Ledger
) -> None:
    with database.unit_of_work(write=False) as work:
        now = work.now
    due = ask(database, leaver, now=now)

    assert due == now + timedelta(hours=24)
    assert purge.erase(database, ledger=ledger) == 0
    with database.unit_of_work(write=True) as work:
        account = work.session.get_one(Account, leaver.account_id)
        erasure.withdraw(account, now=due - timedelta(seconds=1))
        assert erasure.due(work.session, now=due) == []


def test_after_the_day_it_is_too_late_to_think_again(
    database: Database, long_ago: datetime, leaver: Actor
) -> None:
    due = ask(database, leaver, now=long_ago)

    with database.unit_of_work(write=True) as work, pytest.raises(ConflictError):
        erasure.withdraw(work.session.get_one(Account, leaver.account_id), now=due)


def test_the_owner_is_told_by_mail_once(
    database: Database, long_ago: datetime, leaver: Actor
) -> None:
    due = ask(database, leaver, now=long_ago)
    assert ask(database, leaver, now=long_ago + timedelta(hours=1)) == due

    with database.unit_of_work(write=False) as work:
        mails = [each.subject for each in outbox.newest(work.session)]
    assert mails.count("Your account with The Courier will be deleted") == 1


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.ADMIN])
def test_staff_give_up_their_role_before_erasure(
    database: Database, long_ago: datetime, role: Role
) -> None:
    with database.unit_of_work(write=True) as work:
        staff = newsroom.person(work.session, "Duty", now=long_ago, role=role)

    with pytest.raises(ConflictError, match="remove its role"):
        ask(database, staff, now=long_ago)


def test_a_name_and_an_address_are_free_again(
    database: Database, long_ago: datetime, leaver: Actor, ledger: Ledger
) -> None:
    ask(database, leaver, now=long_ago)
    purge.erase(database, ledger=ledger)

    with database.unit_of_work(write=True) as work:
        again = newsroom.person(work.session, leaver.display_name, now=work.now)
    assert again.account_id != leaver.account_id


def test_a_report_stays_without_its_note_and_the_item_of_a_comment_closes(
    database: Database, long_ago: datetime, leaver: Actor, ledger: Ledger
) -> None:
    with database.unit_of_work(write=True) as work:
        other = newsroom.person(work.session, "Third", now=long_ago)
        article = newsroom.article(work.session, now=long_ago)
        theirs = newsroom.post(work.session, other, article, "Hm.", now=long_ago)
        publish(work.session, theirs, now=long_ago)
        reports.report(
            work.session,
            ReportComment(
                comment_id=theirs.id,
                reason=ReportReason.SPAM,
                note="Signed, Wanda Velvet",
            ),
            reporter_id=leaver.account_id,
            now=long_ago,
        )
    ask(database, leaver, now=long_ago)
    purge.erase(database, ledger=ledger)

    with database.unit_of_work(write=False) as work:
        [report] = work.session.execute(select(Report.reason, Report.note))
        open_items = work.session.scalars(
            select(ReviewItem.author_id).where(ReviewItem.closed_at.is_(None))
        ).all()
    assert tuple(report) == (ReportReason.SPAM, "")
    assert leaver.account_id not in open_items


def test_an_erasure_that_was_cut_off_goes_on(
    database: Database, long_ago: datetime, leaver: Actor, ledger: Ledger
) -> None:
    ask(database, leaver, now=long_ago)
    with database.unit_of_work(write=True) as work:
        account_id = leaver.account_id
        erasure.close(work.session, account_id, now=work.now)
        first, *_ = erasing.still_there(work.session, account_id)
        erasing.erase_comment(work.session, first, author_id=account_id, now=work.now)

    assert purge.erase(database, ledger=ledger) == 1
    assert said_anywhere(database, "Wanda", "chrysanthemums") == []
