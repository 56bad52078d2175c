"""An import can be taken back, except for what people here have made of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from auth.core.models import Account
from auth.core.permissions import Role
from auth.db.database import Database
from moderation.discussion.models import Article, Comment, Revision
from moderation.exchange.imports import running
from moderation.exchange.imports.models import ImportedRecord, ImportRun, RunState
from moderation.exchange.imports.running import UndoReport
from moderation.review.decisions.inputs import DecideItem
from moderation.review.decisions.services import decisions
from moderation.review.items.models import ReviewItem
from moderation.review.items.rules import Action
from moderation.running.doctor import recount
from tests import newsroom
from tests.moderation.exchange.imports import importing
from tests.moderation.exchange.imports.exports import disqus, post, thread

STORY = thread("1", url="https://courier.example/truce", key="a truce")


@pytest.fixture(autouse=True)
def site(database: Database) -> None:
    importing.found(database)


def take_back(database: Database) -> UndoReport:
    [run, *_] = importing.rows(database, ImportRun)
    report = running.undo(database, run.id)
    with database.unit_of_work(write=False) as work:
        assert set(recount(work.session).values()) == {0}
    return report


def test_nothing_is_left_and_the_file_can_be_imported_again(
    database: Database, tmp_path: Path
) -> None:
    file = disqus(tmp_path, STORY, post("1", "One"), post("2", "Two", parent="1"))
    importing.take_over(database, file)

    assert take_back(database) == UndoReport(removed=2, stayed=0)

    for table in (Comment, Revision, Account, Article, ImportedRecord):
        assert importing.rows(database, table) == []
    [run] = importing.rows(database, ImportRun)
    assert run.state is RunState.UNDONE
    assert importing.take_over(database, file) == {"published": 2}


def test_what_was_answered_stays_with_all_above_it(
    database: Database, tmp_path: Path
) -> None:
    chain = [post("1", "One"), post("2", "Two", parent="1"), post("3", "Three")]
    importing.take_over(database, disqus(tmp_path, STORY, *chain))
    importing.answer(database)

    assert take_back(database) == UndoReport(removed=1, stayed=2)
    assert importing.tree(database) == {"One": None, "Two": "One", "Ours": "Two"}


def test_what_a_moderator_decided_stays(database: Database, tmp_path: Path) -> None:
    waiting = post("1", "Waits", more="<isApproved>false</isApproved>")
    importing.take_over(database, disqus(tmp_path, STORY, waiting, post("2", "Two")))
    with database.unit_of_work(write=True) as work:
        item = work.session.scalars(select(ReviewItem)).one()
        moderator = newsroom.person(
            work.session, "Ruth Calder", now=work.now, role=Role.MODERATOR
        )
        decisions.decide(
            work.session,
            DecideItem(
                item_id=item.id, action=Action.APPROVE, revision_id=item.revision_id
            ),
            moderator_id=moderator.account_id,
            now=work.now,
        )

    assert take_back(database) == UndoReport(removed=1, stayed=1)
    assert list(importing.tree(database)) == ["Waits"]
