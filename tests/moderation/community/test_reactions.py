"""Readers recommend comments, once each, and everybody sees how many did."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select, update

from auth.core.actor import Actor
from auth.core.models import Site
from auth.db.database import Database
from moderation.community.models import Reaction
from moderation.community.services import reactions
from moderation.discussion.models import Article, Comment
from moderation.discussion.rules import Status
from moderation.discussion.services import orders, threads
from moderation.privacy.services import erasing
from moderation.running import doctor
from tests.calling import Caller, Newsroom

RECOMMENDED = "Recommended<span"
OFFERED = 'value="recommend"'


@pytest.fixture
def nour(called: Newsroom) -> tuple[Caller, Actor]:
    """The author of the comments."""
    return called.person("Nour")


@pytest.fixture
def comment_id(called: Newsroom, nour: tuple[Caller, Actor]) -> int:
    """A published comment by Nour."""
    return called.comment(nour[1], "The bridge should open again.")


def react(caller: Caller, comment_id: int, act: str = "recommend") -> Any:
    return caller.send(f"/comments/{comment_id}/reaction", act=act)


def count(called: Newsroom, comment_id: int) -> int:
    with called.database.unit_of_work(write=False) as work:
        found = work.session.get_one(Comment, comment_id).reaction_count
        rows = select(Reaction.id).where(Reaction.comment_id == comment_id)
        assert len(work.session.scalars(rows).all()) == found
        return found


def page_of(called: Newsroom, who: Caller, path: str = "/articles/truce") -> str:
    # The next half minute, in which everybody is shown new reactions.
    called.app.extensions["ceasefire.public_parts"].clear()
    called.app.extensions["ceasefire.kept_answers"].clear()
    page: str = who.client.get(path, follow_redirects=True).get_data(as_text=True)
    return page


def test_a_reader_recommends_a_comment_once_and_everybody_sees_the_count(
    called: Newsroom, comment_id: int
) -> None:
    ruth, _ = called.person("Ruth")

    answers = [react(ruth, comment_id), react(ruth, comment_id)]
    react(called.person("Rashid")[0], comment_id)

    assert [each.status_code for each in answers] == [303, 303]
    assert answers[0].location.endswith(f"#comment-{comment_id}")
    assert count(called, comment_id) == 2
    shown = page_of(called, called.visitor())
    assert re.search(r'class="count">2\s*<span class="visually-hidden"> readers', shown)


def test_a_recommendation_shows_at_once_and_can_be_withdrawn(
    called: Newsroom, comment_id: int
) -> None:
    ruth, _ = called.person("Ruth")
    ruth.client.get("/articles/truce")

    react(ruth, comment_id)
    page = ruth.client.get("/articles/truce").get_data(as_text=True)
    react(ruth, comment_id, "withdraw")
    react(ruth, comment_id, "withdraw")

    assert RECOMMENDED in page
    assert 'class="count">1' in page
    assert count(called, comment_id) == 0
    assert RECOMMENDED not in page_of(called, ruth)


def test_a_reaction_raises_what_readers_are_shown_with_the_next_half_minute(
    called: Newsroom, comment_id: int
) -> None:
    react(called.person("Ruth")[0], comment_id)

    with called.database.unit_of_work(write=False) as work:
        assert work.session.scalars(select(Article.reaction_period)).one() > 0


def test_nobody_recommends_their_own_comment(
    called: Newsroom, nour: tuple[Caller, Actor], comment_id: int
) -> None:
    assert OFFERED not in page_of(called, nour[0])
    assert react(nour[0], comment_id).status_code == 403
    assert count(called, comment_id) == 0


@pytest.mark.parametrize("status", [Status.HELD, Status.REJECTED, Status.WAITING])
def test_what_readers_do_not_see_cannot_be_recommended(
    called: Newsroom, nour: tuple[Caller, Actor], status: Status
) -> None:
    hidden = called.comment(nour[1], "A doubt.", status=status)

    assert react(called.person("Ruth")[0], hidden).status_code == 404
    assert count(called, hidden) == 0


def test_a_visitor_is_asked_to_log_in(called: Newsroom, comment_id: int) -> None:
    visitor = called.visitor()

    assert OFFERED not in page_of(called, visitor)
    assert f"next=/comments/{comment_id}" in page_of(called, visitor).replace(
        "%2F", "/"
    )
    assert react(visitor, comment_id).status_code in (302, 303, 400, 401, 403)
    assert count(called, comment_id) == 0


def test_a_site_can_switch_recommending_off(called: Newsroom, comment_id: int) -> None:
    ruth, _ = called.person("Ruth")
    react(ruth, comment_id)

    with called.database.unit_of_work(write=True) as work:
        work.session.execute(update(Site).values(has_reactions=False))

    page = page_of(called, ruth)
    assert "ecommend" not in page
    assert react(called.person("Rashid")[0], comment_id).status_code == 404
    assert react(ruth, comment_id, "withdraw").status_code == 303


def test_the_most_recommended_threads_come_first_page_by_page(
    called: Newsroom, nour: tuple[Caller, Actor]
) -> None:
    ids = [called.comment(nour[1], f"Thought {each}") for each in range(4)]
    recommended = {ids[1]: 2, ids[3]: 1}
    for person in range(2):
        _, reader = called.person(f"Reader {person}")
        with called.database.unit_of_work(write=True) as work:
            for comment_id, wanted in recommended.items():
                if person < wanted:
                    reactions.recommend(
                        work.session,
                        comment_id=comment_id,
                        reader_id=reader.account_id,
                        now=work.now,
                    )

    found, after = [], None
    with called.database.unit_of_work(write=False) as work:
        for _page in ids:
            page = threads.page(
                work.session,
                article_id=1,
                sort=orders.Sort.MOST_RECOMMENDED,
                after=after,
                limit=1,
            )
            found += [each.head.id for each in page.threads]
            after = page.next_key
    assert found == [ids[1], ids[3], ids[2], ids[0]]
    assert after is None


def test_an_erased_reader_no_longer_counts(called: Newsroom, comment_id: int) -> None:
    ruth, reader = called.person("Ruth")
    react(ruth, comment_id)

    with called.database.unit_of_work(write=True) as work:
        erasing.erase_account(work.session, reader.account_id, now=work.now)

    shown = called.visitor().client.get("/articles/truce").get_data(as_text=True)
    assert count(called, comment_id) == 0
    assert "reader recommends it" not in shown


def test_the_doctor_repairs_a_wrong_count(database: Database) -> None:
    with database.unit_of_work(write=False) as work:
        assert doctor.recount(work.session)["comment.reaction_count"] == 0
