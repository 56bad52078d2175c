"""A blind card looks the same whatever the first decision was."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select

from auth.core.models import Account
from auth.core.permissions import Role
from moderation.review.items.models import Decision, ReviewItem
from tests.calling import Caller, Newsroom
from tests.moderation.review.queue.blind import TEXT, samuel_reviews

TRACES = ("edith", "rejected", "approved", "spiteful", "hate", "near-", "on show")
"""Words that would reveal the first decision, its note or the status."""

PAGES = (
    "/queue",
    "/queue?order=oldest",
    "/queue?text=vermin",
    "/queue/items/{item}",
    "/queue/items/{item}?reviewing=yes",
    "/queue/batch?low=0&high=100",
)


def card_in(page: str, item_id: int) -> str:
    """Return a page without the parts that do not depend on the first decision.

    These are the other comment's card, the list of reasons, and the moderators present.
    """
    other = (
        rf'<li class="card[^>]*id="item-(?!{item_id}").*?(?=<li class="card|</ol>\s*<)'
    )
    parts = (
        other,
        '<details class="pick".*?</details>',
        '<p class="hint" data-desk-people.*?</p>',
        r"<(select|nav|footer|dl).*?</\1>",
    )
    for part in parts:
        page = re.sub(part, "", page, flags=re.DOTALL)
    return page.lower()


@pytest.mark.parametrize("first", ["approve", "reject"])
@pytest.mark.parametrize("path", PAGES)
def test_no_page_of_a_blind_item_shows_a_trace_of_the_first_decision(
    called: Newsroom, path: str, first: str
) -> None:
    samuel, ids = samuel_reviews(
        called, action=first, reason="hate", note="How spiteful."
    )

    page = samuel.client.get(path.format(**ids))

    assert page.status_code == 200
    shown = card_in(page.get_data(as_text=True), ids["item"])
    assert [trace for trace in TRACES if trace in shown] == []


@pytest.mark.parametrize("first", ["approve", "reject"])
def test_the_interface_says_of_a_blind_item_what_it_says_of_any_other(
    called: Newsroom, first: str
) -> None:
    samuel, ids = samuel_reviews(
        called, action=first, reason="hate", note="How spiteful."
    )

    queued = samuel.get("/queue").json["items"]
    seen = samuel.post("/queue/presence", json={"shown": [ids["item"]]}).json

    item = of(queued, ids["item"])
    assert item["status"] is None
    assert item["author_record"] is None
    assert item["causes"] == []
    assert item["near_duplicates"] == 0
    standing = of(seen["items"], ids["item"])
    assert standing["viewers"] == []
    for answer in (item, standing):
        told = json.dumps(answer).lower()
        assert [trace for trace in TRACES if f'"{trace}' in told] == []


def of(answers: list[dict[str, Any]], item_id: int) -> dict[str, Any]:
    """Return the JSON of one item."""
    [found] = [each for each in answers if each["id"] == item_id]
    return found


def test_a_decision_on_a_blind_item_decides_nothing_else(called: Newsroom) -> None:
    samuel, ids = samuel_reviews(called, action="reject", reason="hate")

    [other] = [
        each for each in samuel.get("/queue").json["items"] if each["id"] != ids["item"]
    ]

    samuel.send(
        f"/queue/{ids['item']}/decision",
        action="approve",
        copies=f"{other['id']}-{other['revision_id']}",
    )

    assert decided_by(called, "Samuel") == [ids["comment"]]


def test_a_decision_on_the_same_text_leaves_a_blind_item_to_be_read(
    called: Newsroom,
) -> None:
    samuel, ids = samuel_reviews(called, action="reject", reason="hate")
    [other] = [
        each["id"]
        for each in samuel.get("/queue").json["items"]
        if each["id"] != ids["item"]
    ]

    samuel.send(
        f"/queue/{other}/decision",
        action="approve",
        copies=f"{ids['item']}-{ids['revision']}",
    )

    assert ids["comment"] not in decided_by(called, "Samuel")
    left = [each["id"] for each in samuel.get("/queue").json["items"]]
    assert left == [ids["item"]]


def decided_by(called: Newsroom, name: str) -> list[int]:
    """Return the comments that a moderator decided."""
    with called.database.unit_of_work(write=False) as work:
        rows = work.session.scalars(
            select(Decision.comment_id)
            .join(Account, Account.id == Decision.actor_id)
            .where(Account.display_name == name)
        )
        return list(rows)


@dataclass
class Excluded:
    """A moderator, and an item that she may not decide."""

    moderator: Caller
    item_id: int


@pytest.fixture(params=["author_id", "escalated_by_id", "first_decider_id"])
def excluded(called: Newsroom, request: pytest.FixtureRequest) -> Excluded:
    """Make Edith the author, the one who escalated, or the first decider."""
    edith, actor = called.person("Edith", Role.MODERATOR)
    _, nour = called.person("Nour")
    called.comment(nour, "Another comment altogether.", waits=True)
    comment_id = called.comment(nour, TEXT, waits=True)
    with called.database.unit_of_work(write=True) as work:
        item = work.session.scalars(
            select(ReviewItem).where(ReviewItem.comment_id == comment_id)
        ).one()
        setattr(item, request.param, actor.account_id)
        return Excluded(edith, item.id)


def test_no_list_shows_what_this_moderator_may_not_decide(excluded: Excluded) -> None:
    edith, item_id = excluded.moderator, excluded.item_id

    listed = [each["id"] for each in edith.get("/queue").json["items"]]
    page = edith.client.get("/queue").get_data(as_text=True)
    batch = edith.client.get("/queue/batch?low=0&high=100").get_data(as_text=True)
    counts = edith.post("/queue/presence", json={"since_id": 1}).json

    assert len(listed) == 1
    assert item_id not in listed
    assert TEXT not in page
    assert TEXT not in batch
    assert counts["waiting"] == 1
    assert counts["arrived"] == 0


@pytest.mark.parametrize("act", ["approve", "reject", "escalate"])
def test_nobody_decides_what_another_moderator_has_to(
    excluded: Excluded, act: str
) -> None:
    answer = excluded.moderator.post(
        f"/queue/{excluded.item_id}/decision",
        json={"action": act, "reason": "hate", "revision_id": 2},
    )

    assert answer.status_code == 403
    assert "another moderator" in answer.json["error"]["message"]


def test_nobody_claims_what_another_moderator_has_to_decide(excluded: Excluded) -> None:
    answer = excluded.moderator.post(f"/queue/{excluded.item_id}/claim")

    assert answer.status_code == 403
