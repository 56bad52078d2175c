"""Readers without a confirmed address: nobody sees their texts, which are deleted."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select, update

from auth.core.models import Account
from auth.db.database import Database
from moderation.discussion.models import Comment
from moderation.discussion.rules import Status
from moderation.intake.worker import Worker
from moderation.review.items.models import Report
from moderation.review.reports.visitor_report_models import VisitorReport
from moderation.scoring.runtime.fixed_scorer import FixedScorer
from tests import newsroom
from tests.auth.conftest import Mails, People
from tests.auth.visitor import Visitor

ARTICLE = "/articles/truce"


def open_article(database: Database) -> None:
    with database.unit_of_work(write=True) as work:
        newsroom.article(work.session, now=work.now)


def post(visitor: Visitor) -> None:
    visitor.send(f"{ARTICLE}/comments", form=ARTICLE, text="Let the lorries through.")


def test_what_an_unverified_reader_writes_is_seen_by_nobody_else(
    visitor: Visitor, another: Visitor, database: Database
) -> None:
    open_article(database)
    visitor.join()

    post(visitor)

    with database.unit_of_work(write=False) as work:
        status = work.session.scalars(select(Comment.status)).one()
    assert status is Status.AWAITING_AUTHOR
    assert "Let the lorries" not in another.see(ARTICLE)


def test_a_report_by_an_unverified_reader_counts_as_a_visitors(
    visitor: Visitor, account: People, app: Flask, database: Database
) -> None:
    open_article(database)
    account("Alice")
    alice = Visitor(app)
    alice.log_in("alice@reader.example")
    post(alice)
    Worker(database, FixedScorer({})).run_once()
    visitor.join()

    visitor.send("/comments/1/report", form="/account", reason="insult")

    with database.unit_of_work(write=False) as work:
        by_readers = work.session.scalar(select(func.count(Report.id)))
        by_visitors = work.session.scalar(select(func.count(VisitorReport.id)))
    assert (by_readers, by_visitors) == (0, 1)


def program_of(visitor: Visitor) -> dict[str, str]:
    """Return what lets a script of the page speak for who is logged in."""
    return {"X-CSRFToken": visitor.form_token("/account"), "Origin": "http://localhost"}


def test_an_unverified_reader_cannot_publish_through_the_api_either(
    visitor: Visitor, another: Visitor, database: Database
) -> None:
    open_article(database)
    visitor.join()

    answer = visitor.client.post(
        "/api/v1/articles/truce/comments",
        json={"text": "Let the lorries through."},
        headers=program_of(visitor),
    )

    assert answer.status_code == 201
    listed = another.get("/api/v1/articles/truce/comments").text
    assert "Let the lorries" not in listed + another.see(ARTICLE)


def test_an_unverified_reader_cannot_report_in_bulk(
    visitor: Visitor, account: People, app: Flask, database: Database
) -> None:
    open_article(database)
    account("Alice")
    alice = Visitor(app)
    alice.log_in("alice@reader.example")
    for _ in range(3):
        post(alice)
    visitor.join()
    headers = program_of(visitor)

    statuses = {
        visitor.client.post(
            f"/api/v1/comments/{number}/reports",
            json={"reason": "insult"},
            headers=headers,
        ).status_code
        for number in (1, 2, 3)
    }

    assert statuses == {403}


def test_an_unverified_reader_is_mailed_nothing_but_what_confirms(
    visitor: Visitor, account: People, app: Flask, database: Database, mails: Mails
) -> None:
    open_article(database)
    visitor.join()
    visitor.send(f"{ARTICLE}/follow", form=ARTICLE)
    account("Alice")
    alice = Visitor(app)
    alice.log_in("alice@reader.example")
    post(alice)

    mailed = mails("reader@reader.example")

    assert [each.subject for each in mailed] == [
        "Please confirm your address for The Courier"
    ]


def test_an_unverified_account_and_its_comments_are_purged_after_72_hours(
    app: Flask, visitor: Visitor, account: People, database: Database
) -> None:
    open_article(database)
    account("Alice")
    visitor.join()
    post(visitor)
    with database.unit_of_work(write=True) as work:
        long_ago = work.now - timedelta(hours=73)
        work.session.execute(update(Account).values(created_at=long_ago))

    done = app.test_cli_runner().invoke(args=["purge"])

    with database.unit_of_work(write=False) as work:
        names = work.session.scalars(select(Account.display_name)).all()
        comments = work.session.scalar(select(func.count(Comment.id)))
    assert done.stdout == "1 account that was never confirmed is gone.\n"
    assert names == ["Alice"]
    assert comments == 0
