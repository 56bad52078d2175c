"""Moderators pick comments, and pin one above the others."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, update

from auth.core.actor import Actor
from auth.core.audit import AuditEntry
from auth.core.models import Site
from auth.core.permissions import Role
from moderation.discussion.models import Comment
from moderation.discussion.rules import Status
from tests.calling import Caller, Newsroom

ARTICLE = "/articles/truce"
TAB = f"{ARTICLE}?sort=picks"
PICKED = "pick</span>"
PINNED = '<span class="badge">Pinned</span>'


@pytest.fixture
def edith(called: Newsroom) -> Caller:
    """A moderator."""
    return called.person("Edith", Role.MODERATOR)[0]


@pytest.fixture
def nour(called: Newsroom) -> tuple[Caller, Actor]:
    """The author of the comments."""
    return called.person("Nour")


@pytest.fixture
def ids(called: Newsroom, nour: tuple[Caller, Actor]) -> list[int]:
    """A comment, a reply to it, and a newer comment."""
    head = called.comment(nour[1], "The bridge should open again.")
    reply = called.comment(nour[1], "It was open for years.", parent_id=head)
    return [head, reply, called.comment(nour[1], "Only for the lorries.")]


def choose(caller: Caller, comment_id: int, act: str) -> Any:
    return caller.send(f"/staff/comments/{comment_id}/pick", act=act)


def read(called: Newsroom, path: str = ARTICLE) -> str:
    page: str = called.visitor().client.get(path).get_data(as_text=True)
    return page


def test_picks_have_a_badge_and_a_tab_of_their_own(
    called: Newsroom, edith: Caller, ids: list[int]
) -> None:
    head, reply, _other = ids
    before = read(called)

    assert choose(edith, reply, "pick").status_code == 303

    after, tab = read(called), read(called, TAB)
    assert "sort=picks" not in before
    assert "sort=picks" in after
    assert after.count(PICKED) == 1
    assert f'id="comment-{reply}"' in tab
    assert f'id="comment-{head}"' not in tab


def test_the_pinned_thread_stands_first_and_only_once(
    called: Newsroom, edith: Caller, ids: list[int]
) -> None:
    head, _reply, other = ids
    newest_first = read(called)

    choose(edith, head, "pin")

    page = read(called)
    places = [f'id="comment-{each}"' for each in (head, other)]
    assert newest_first.index(places[1]) < newest_first.index(places[0])
    assert page.index(places[0]) < page.index(places[1])
    assert page.count(places[0]) == page.count(PINNED) == 1


@pytest.mark.parametrize(("act", "end"), [("pick", "unpick"), ("pin", "unpin")])
def test_what_was_chosen_can_be_ended_and_is_written_down(
    called: Newsroom, edith: Caller, ids: list[int], act: str, end: str
) -> None:
    before = read(called)

    for each in (act, act, end, end):
        choose(edith, ids[0], each)

    with called.database.unit_of_work(write=False) as work:
        written = work.session.scalars(
            select(AuditEntry.action).where(AuditEntry.action.like("comment.%"))
        ).all()
    assert read(called).count("badge") == before.count("badge")
    assert written == [f"comment.{each}" for each in (act, act, end, end)]


def test_only_moderators_choose_and_see_the_buttons(
    edith: Caller, nour: tuple[Caller, Actor], ids: list[int]
) -> None:
    pages = [
        each.client.get(ARTICLE).get_data(as_text=True) for each in (edith, nour[0])
    ]

    assert ["/pick" in page for page in pages] == [True, False]
    assert choose(nour[0], ids[0], "pick").status_code == 403
    assert choose(nour[0], ids[0], "pin").status_code == 403


def test_a_reply_cannot_be_pinned_and_a_hidden_comment_not_be_picked(
    called: Newsroom, edith: Caller, nour: tuple[Caller, Actor], ids: list[int]
) -> None:
    hidden = called.comment(nour[1], "A doubt.", status=Status.HELD)

    assert choose(edith, ids[1], "pin").status_code == 422
    assert choose(edith, hidden, "pick").status_code == 404
    assert "badge" not in read(called)


def test_a_new_text_is_no_pick_any_more(
    called: Newsroom, edith: Caller, nour: tuple[Caller, Actor], ids: list[int]
) -> None:
    choose(edith, ids[0], "pick")
    choose(edith, ids[0], "pin")
    with called.database.unit_of_work(write=False) as work:
        revision = work.session.get_one(Comment, ids[0]).latest_revision_id

    nour[0].send(
        f"/comments/{ids[0]}/edit", text="Buy my watches.", revision_id=str(revision)
    )

    page = read(called)
    assert PICKED not in page
    assert PINNED not in page


def test_a_site_can_switch_picks_off(
    called: Newsroom, edith: Caller, ids: list[int]
) -> None:
    choose(edith, ids[0], "pick")
    choose(edith, ids[0], "pin")

    with called.database.unit_of_work(write=True) as work:
        work.session.execute(update(Site).values(has_picks=False))

    page = read(called)
    assert PICKED not in page
    assert PINNED not in page
    assert choose(edith, ids[2], "pick").status_code == 404
