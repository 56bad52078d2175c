"""A reader who has not confirmed an address: heard by nobody, and gone in 72 hours."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select, update

from auth.database import Database
from auth.models import Account
from moderation.discussion.models import Comment
from moderation.discussion.rules import Status
from tests import newsroom
from tests.auth.conftest import People
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


def test_an_unverified_reader_cannot_report(
    visitor: Visitor, account: People, app: Flask, database: Database
) -> None:
    open_article(database)
    account("Alice")
    alice = Visitor(app)
    alice.log_in("alice@reader.example")
    post(alice)
    visitor.join()

    answer = visitor.send("/comments/1/report", form="/account", reason="insult")

    assert answer.status_code == 403


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
    assert done.output == "1 account that was never confirmed is gone.\n"
    assert names == ["Alice"]
    assert comments == 0
