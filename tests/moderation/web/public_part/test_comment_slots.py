"""A page that changed is rendered again without its unchanged comments."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from auth.core.actor import Actor
from auth.core.models import Account, Site
from auth.core.permissions import Role
from moderation.web.public_part.slots import Slot
from tests.calling import Caller, Newsroom

PARTS, ANSWERS = "ceasefire.public_parts", "ceasefire.kept_answers"
PAGES = ("/articles/truce", "/threads/1", "/embed/articles/truce")

Change = Callable[[Newsroom, Caller], object]


@pytest.fixture
def edith(called: Newsroom) -> Caller:
    """A moderator, and three comments of a reader."""
    _, author = called.person("Nour")
    head = called.comment(author, "The first.")
    called.comment(author, "A reply.", parent_id=head)
    called.comment(author, "Another.")
    return called.person("Edith", Role.MODERATOR)[0]


def author_of(called: Newsroom) -> Actor:
    return called.person("Rashid")[1]


def rename(called: Newsroom, _edith: Caller) -> None:
    with called.database.unit_of_work(write=True) as work:
        nour = select(Account).where(Account.display_name == "Nour")
        work.session.scalars(nour).one().display_name = "Nour H."


def switch_off(called: Newsroom, _edith: Caller) -> None:
    with called.database.unit_of_work(write=True) as work:
        work.session.scalars(select(Site)).one().has_reactions = False


CHANGES: dict[str, Change] = {
    "a new comment": lambda called, _: called.comment(author_of(called), "New."),
    "a new reply": lambda called, _: called.comment(
        author_of(called), "New.", parent_id=1
    ),
    "a pick": lambda _, edith: edith.send("/staff/comments/1/pick", act="pick"),
    "a pinned comment": lambda _, edith: edith.send(
        "/staff/comments/1/pick", act="pin"
    ),
    "a recommendation": lambda _, edith: edith.send(
        "/comments/1/reaction", act="recommend"
    ),
    "the end of the discussion": lambda _, edith: edith.send(
        "/admin/articles/truce/comments", action="close"
    ),
    "a new name of the author": rename,
    "a switch of the site": switch_off,
}


def pages_of(called: Newsroom, reader: Caller) -> list[str]:
    """Return the pages as a visitor and a reader get them."""
    return [
        without_keys(person.client.get(page))
        for person in (called.visitor(), reader)
        for page in PAGES
    ]


def without_keys(answer: Any) -> str:
    assert answer.status_code == 200
    return re.sub(r'(_token|_key)" value="[^"]+"', "", answer.get_data(as_text=True))


def slots_of(called: Newsroom) -> dict[tuple[int, int], Slot]:
    """Return each kept comment, by the page that it is on and its number."""
    kept = called.app.extensions[PARTS]._entries.items()
    return {
        (hash(key), number): piece
        for key, entry in kept
        for piece in entry.value.pieces
        if isinstance(piece, Slot)
        for name, number in (piece.key,)
        if name == "comment" and number is not None
    }


@pytest.mark.parametrize("name", CHANGES)
def test_after_a_change_pages_are_as_if_nothing_had_been_kept(
    called: Newsroom, edith: Caller, name: str
) -> None:
    ruth, _ = called.person("Ruth")
    before = pages_of(called, ruth)
    CHANGES[name](called, edith)

    after = pages_of(called, ruth)

    for store in (PARTS, ANSWERS):
        called.app.extensions[store].clear()
    assert after == pages_of(called, ruth)
    assert after != before


@pytest.mark.usefixtures("edith")
def test_a_new_comment_leaves_the_others_as_they_were(called: Newsroom) -> None:
    ruth, _ = called.person("Ruth")
    pages_of(called, ruth)
    before = slots_of(called)
    called.comment(author_of(called), "New.")

    pages_of(called, ruth)

    after = slots_of(called)
    assert before
    assert all(after[each] is slot for each, slot in before.items())
    assert len(after) > len(before)
