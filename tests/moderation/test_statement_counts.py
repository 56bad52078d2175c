"""A longer list on a page takes no more statements."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from auth.core.actor import Actor
from auth.core.permissions import Role
from moderation.app import Parts, create_app
from moderation.app import testing_config as config_for_tests
from moderation.community.rules import Target
from moderation.community.services import follows
from moderation.discussion.rules import Status
from moderation.event_table import open_database
from tests import counting, newsroom
from tests.calling import Caller, Newsroom, founded

PAGES = {
    "/": Role.READER,
    "/articles/truce": Role.READER,
    "/threads/1": Role.READER,
    "/readers/nour": Role.READER,
    "/following": Role.READER,
    "/notifications": Role.READER,
    "/my-comments": Role.READER,
    "/queue": Role.MODERATOR,
    "/staff/comments": Role.MODERATOR,
    "/staff/comments?text=thought": Role.MODERATOR,
    "/staff/decisions/approve": Role.MODERATOR,
    "/queue/batch?low=0&high=100": Role.MODERATOR,
    "/queue/saved-views": Role.MODERATOR,
    "/admin/articles": Role.ADMIN,
    "/admin/profiles": Role.ADMIN,
    "/admin/profiles/general": Role.ADMIN,
    "/admin/coverages": Role.ADMIN,
    "/figures": Role.MODERATOR,
    "/admin/audit-log": Role.ADMIN,
}
PEOPLE = {"Rashid": Role.READER, "Edith": Role.MODERATOR, "Ruth": Role.ADMIN}


@dataclass(frozen=True)
class Lively:
    """A newsroom with comments of all kinds, and a caller of each role."""

    called: Newsroom
    callers: dict[Role, Caller]

    def cost(self, page: str, role: Role) -> int:
        """Return the number of statements of *page*."""
        with counting.statements(self.called.database) as sent:
            answer = self.callers[role].client.get(page)
        assert answer.status_code == 200
        return len(sent)


@pytest.fixture(scope="module")
def few(
    template_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Lively]:
    """A newsroom with a few rows of everything."""
    yield from lively(template_file, tmp_path_factory.mktemp("few"), times=2)


@pytest.fixture(scope="module")
def many(
    template_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Lively]:
    """A newsroom with more rows than a page shows."""
    yield from lively(template_file, tmp_path_factory.mktemp("many"), times=27)


def lively(template_file: Path, folder: Path, *, times: int) -> Iterator[Lively]:
    shutil.copy(template_file, folder / "ceasefire.sqlite")
    database = open_database(f"sqlite:///{folder / 'ceasefire.sqlite'}")
    config = config_for_tests(folder, comments_a_minute=1_000)
    called = founded(create_app(config, Parts(database)), database)
    _, author = called.person("Nour", Role.READER)
    people = {role: called.person(name, role) for name, role in PEOPLE.items()}
    _, reader = people[Role.READER]
    with database.unit_of_work(write=True) as work:
        follows.follow(
            work.session,
            follower_id=reader.account_id,
            target=Target.READER,
            target_id=author.account_id,
            now=work.now,
        )
    for number in range(times):
        talk(called, author, reader, number)
    yield Lively(called, {role: caller for role, (caller, _) in people.items()})
    database.dispose()


def talk(called: Newsroom, author: Actor, reader: Actor, number: int) -> None:
    """Post as both, with replies and holds."""
    head = called.comment(author, f"A thought {number}")
    called.comment(reader, f"An answer {number}", parent_id=head)
    called.comment(author, f"Another answer {number}", parent_id=head)
    called.comment(author, f"A doubt {number}", waits=True)
    called.comment(reader, f"A question {number}", status=Status.HELD)
    with called.database.unit_of_work(write=True) as work:
        newsroom.article(work.session, now=work.now, key=f"story-{number}")


@pytest.mark.parametrize(("page", "role"), PAGES.items())
def test_a_page_of_many_rows_takes_no_more_statements_than_one_of_few(
    few: Lively, many: Lively, page: str, role: Role
) -> None:
    most = few.cost(page, role)

    assert many.cost(page, role) <= most
