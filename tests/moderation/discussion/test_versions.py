"""The version of an article rises with every change that its public page shows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from auth.access.staff import roles
from auth.accounts import erasure
from auth.core.models import Account, Site
from auth.core.permissions import Role
from auth.db.database import Database
from moderation.discussion.models import Article, Comment
from moderation.discussion.rules import Cause, Status
from moderation.discussion.services import (
    opening,
    transitions,
    versions,
    writing,
)
from moderation.discussion.text import read
from tests import newsroom

Change = Callable[[Session, datetime], object]


def versions_of(database: Database) -> tuple[int, int]:
    """Return the version of the article and that of its site."""
    with database.unit_of_work(write=False) as work:
        return (
            work.session.get_one(Article, 1).version,
            work.session.get_one(Site, 1).version,
        )


def moved(comment_id: int, to: Status, cause: Cause = Cause.DECISION) -> Change:
    def change(session: Session, now: datetime) -> None:
        comment = transitions.lock(session, comment_id)
        transitions.move(
            session,
            comment,
            to=to,
            cause=cause,
            now=now,
            revision_id=comment.latest_revision_id,
        )

    return change


def edited(comment_id: int) -> Change:
    return lambda session, now: writing.edit(
        session,
        comment_id=comment_id,
        author_id=1,
        expected_revision_id=None,
        text=read("Another text.", longest=100),
        rule_causes=[],
        now=now,
    )


def changed(table: type, number: int, **values: object) -> Change:
    def change(session: Session, _now: datetime) -> None:
        row: object = session.get_one(table, number)
        for name, value in values.items():
            setattr(row, name, value)

    return change


PUBLISHED, WAITING, PLACEHOLDER = 1, 2, 3
CHANGES: dict[str, Change] = {
    "publish": moved(WAITING, Status.PUBLISHED),
    "hide": moved(PUBLISHED, Status.HELD, Cause.VERDICT),
    "reject": moved(PUBLISHED, Status.REJECTED),
    "reject what is a placeholder": moved(PLACEHOLDER, Status.REJECTED),
    "edit": edited(PUBLISHED),
    "delete": lambda session, now: writing.delete(
        session, comment_id=PUBLISHED, author_id=1, now=now
    ),
    "close": lambda session, now: opening.set_open(
        session, session.get_one(Article, 1), is_open=False, now=now
    ),
    "change the headline": changed(Article, 1, headline="No truce"),
    "rename an author": changed(Account, 1, display_name="Nour the Second"),
    "erase an author": lambda session, now: erasure.erase(session, 1, now=now),
    "grant a role": lambda session, now: roles.grant(
        session, account_id=1, role=Role.MODERATOR, now=now
    ),
    "rename the site": changed(Site, 1, name="The Post"),
    "switch reader pages off": changed(Site, 1, has_reader_pages=False),
}
UNSEEN: dict[str, Change] = {
    "hold what waits": moved(WAITING, Status.HELD, Cause.VERDICT),
    "edit what waits": edited(WAITING),
    "change an address": changed(Account, 1, email="other@reader.example"),
    "count views": changed(Article, 1, view_count=12),
}


@pytest.fixture
def discussed(database: Database, now: datetime) -> Database:
    """One published comment, one that waits, and one that is held above a reply."""
    with database.unit_of_work(write=True) as work:
        session = work.session
        newsroom.ensure_newsroom(session, now=now)
        under = newsroom.article(session, now=now)
        nour = newsroom.person(session, "Nour", now=now)
        posted = [
            newsroom.post(session, nour, under, f"Text {number}", now=now)
            for number in range(3)
        ]
        moved(posted[0].id, Status.PUBLISHED)(session, now)
        head = posted[2]
        moved(head.id, Status.PUBLISHED)(session, now)
        reply = newsroom.post(session, nour, under, "A reply", now=now, parent=head)
        moved(reply.id, Status.PUBLISHED)(session, now)
        moved(head.id, Status.HELD, Cause.VERDICT)(session, now)
    return database


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_that_readers_see_raises_a_version(
    discussed: Database, now: datetime, name: str
) -> None:
    before = versions_of(discussed)

    with discussed.unit_of_work(write=True) as work:
        CHANGES[name](work.session, now)

    article, site = versions_of(discussed)
    assert article + site > sum(before)


@pytest.mark.parametrize("name", UNSEEN)
def test_a_change_that_nobody_else_sees_raises_none(
    discussed: Database, now: datetime, name: str
) -> None:
    before = versions_of(discussed)

    with discussed.unit_of_work(write=True) as work:
        UNSEEN[name](work.session, now)

    assert versions_of(discussed) == before


def test_two_changes_of_one_transaction_raise_it_once(
    discussed: Database, now: datetime
) -> None:
    article, _ = versions_of(discussed)

    with discussed.unit_of_work(write=True) as work:
        moved(PUBLISHED, Status.REJECTED)(work.session, now)
        moved(WAITING, Status.HELD, Cause.VERDICT)(work.session, now)
        changed(Article, 1, headline="No truce")(work.session, now)

    assert versions_of(discussed)[0] == article + 1


def test_what_is_rolled_back_raises_nothing(discussed: Database, now: datetime) -> None:
    before = versions_of(discussed)

    with discussed.unit_of_work(write=True) as work:
        changed(Article, 1, headline="No truce")(work.session, now)
        work.session.rollback()

    assert versions_of(discussed) == before


def test_reactions_change_the_page_at_most_twice_a_minute(
    discussed: Database, now: datetime
) -> None:
    shown = []
    for seconds in (0, 1, 2, 29, 30, 31, 62, 120):
        moment = now + timedelta(seconds=seconds)
        with discussed.unit_of_work(write=True) as work:
            article = work.session.get_one(Article, 1)
            shown.append(
                versions.shown_version(
                    article.version, article.reaction_period, now=moment
                )
            )
            if seconds < 60:
                versions.note_reaction(work.session, article_id=1, now=moment)

    assert shown == sorted(shown)
    assert len(set(shown[:4])) == 2
    assert shown[4] == shown[5] < shown[6] == shown[7]


def test_a_comment_is_counted_and_its_version_raised_in_one_statement(
    discussed: Database, now: datetime
) -> None:
    with discussed.unit_of_work(write=True) as work:
        moved(WAITING, Status.PUBLISHED)(work.session, now)

    with discussed.unit_of_work(write=False) as work:
        article = work.session.get_one(Article, 1)
        assert work.session.get_one(Comment, WAITING).status is Status.PUBLISHED
        assert article.comment_count == 3


def test_the_driver_reads_the_versions_that_the_session_reads(
    discussed: Database,
) -> None:
    with discussed.unit_of_work(write=True) as work:
        versions.note_reaction(work.session, article_id=1, now=work.now)
    with discussed.unit_of_work(write=False) as work:
        article = work.session.get_one(Article, 1)
        shown = {
            versions.shown_version(
                article.version, article.reaction_period, now=work.now + later
            )
            for later in (timedelta(), timedelta(seconds=30))
        }
        site_version = work.session.get_one(Site, 1).version

    version, of_site = versions.shown_now(discussed, 1)

    # Half a minute may end between the two.
    assert version in shown
    assert of_site == site_version


def test_there_is_no_version_without_an_article(discussed: Database) -> None:
    assert versions.shown_now(discussed, 404) == (0, 0)
