"""An escalation can be undone until a colleague continues with the comment."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select

from auth.core.permissions import Role
from moderation.discussion.rules import Status
from moderation.review.items.models import ReviewItem
from tests.calling import Caller, Newsroom

UNDO = re.compile(r'form="undo-(\d+)"')


@pytest.fixture
def mo(called: Newsroom) -> Caller:
    return called.person("Mo", Role.MODERATOR)[0]


@pytest.fixture
def max_(called: Newsroom) -> Caller:
    return called.person("Max", Role.MODERATOR)[0]


@pytest.fixture
def item_id(called: Newsroom, mo: Caller) -> int:
    _, ann = called.person("Ann")
    called.comment(ann, "A hard one.", status=Status.HELD, waits=True)
    return int(mo.get("/queue").json["items"][0]["id"])


def state(called: Newsroom) -> list[Any]:
    """Return the fields of the only item that an escalation changes."""
    with called.database.unit_of_work(write=False) as work:
        item = work.session.scalars(select(ReviewItem)).one()
        return [
            round(item.rank, 6),
            item.escalated_at,
            item.escalated_by_id,
            item.first_decider_id,
            item.closed_at,
        ]


def escalate(moderator: Caller, item_id: int) -> str:
    """Escalate an item; return the number in the message's button "Undo"."""
    sent = moderator.send(f"/queue/{item_id}/decision", action="escalate", note="Hm.")
    page = moderator.client.get(sent.location.partition("#")[0])
    found = UNDO.search(page.get_data(as_text=True))
    assert found
    assert f'id="undo-{found[1]}"' in page.get_data(as_text=True)
    return found[1]


def test_an_escalation_is_taken_back_whole(
    called: Newsroom, mo: Caller, item_id: int
) -> None:
    before = state(called)
    number = escalate(mo, item_id)
    assert state(called) != before

    mo.send(f"/queue/decisions/{number}/undo")

    assert state(called) == before
    assert mo.send(f"/queue/{item_id}/decision", action="approve").status_code == 303
    assert state(called)[-1] is not None


def test_an_escalation_before_it_stands_again(
    called: Newsroom, mo: Caller, max_: Caller, item_id: int
) -> None:
    escalate(mo, item_id)
    before = state(called)
    number = escalate(max_, item_id)

    max_.send(f"/queue/decisions/{number}/undo")

    assert state(called) == before


@pytest.mark.parametrize("act", ["claim", "decision"])
def test_what_a_colleague_goes_on_with_stays_escalated(
    called: Newsroom, mo: Caller, max_: Caller, item_id: int, act: str
) -> None:
    number = escalate(mo, item_id)
    max_.send(f"/queue/{item_id}/{act}", action="approve")
    before = state(called)

    answer = mo.send(f"/queue/decisions/{number}/undo")

    assert answer.status_code == 409
    assert state(called) == before


def test_nobody_else_takes_an_escalation_back(
    mo: Caller, max_: Caller, item_id: int
) -> None:
    number = escalate(mo, item_id)

    assert max_.send(f"/queue/decisions/{number}/undo").status_code == 403


def test_an_escalation_is_taken_back_once(mo: Caller, item_id: int) -> None:
    number = escalate(mo, item_id)
    mo.send(f"/queue/decisions/{number}/undo")

    assert mo.send(f"/queue/decisions/{number}/undo").status_code == 409
