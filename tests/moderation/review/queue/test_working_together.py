"""What a moderator sees of colleagues: claims, what is left, what changed."""

from __future__ import annotations

import re

import pytest

from auth.core.permissions import Role
from moderation.discussion.rules import Status
from tests.calling import Caller, Newsroom


@pytest.fixture
def mo(called: Newsroom) -> Caller:
    return called.person("Mo", Role.MODERATOR)[0]


@pytest.fixture
def waiting(called: Newsroom, mo: Caller) -> list[int]:
    """The items of three comments, in the queue's order."""
    _, ann = called.person("Ann")
    for text in ("One.", "Two.", "Three."):
        called.comment(ann, text, status=Status.HELD, waits=True)
    return [item["id"] for item in mo.get("/queue").json["items"]]


def page(caller: Caller, path: str) -> str:
    answer = caller.client.get(path)
    assert answer.status_code == 200
    return str(answer.get_data(as_text=True))


def shown(caller: Caller, path: str) -> list[int]:
    return [int(each) for each in re.findall(r'id="item-(\d+)"', page(caller, path))]


def test_a_claim_says_until_when(mo: Caller, waiting: list[int]) -> None:
    place = mo.send(f"/queue/{waiting[0]}/claim").location

    assert re.search(r"yours until \d\d:\d\d UTC", page(mo, place))


def test_an_admin_takes_over_what_a_moderator_has_and_nobody_else_does(
    called: Newsroom, mo: Caller, waiting: list[int]
) -> None:
    max_, _ = called.person("Max", Role.MODERATOR)
    ada, _ = called.person("Ada", Role.ADMIN)
    mo.send(f"/queue/{waiting[0]}/claim")
    path = f"/queue/{waiting[0]}/take-over"
    assert path not in page(max_, "/queue")
    assert path in page(ada, "/queue")

    assert max_.send(path).status_code == 403
    place = ada.send(path).location

    assert "yours until" in page(ada, place)
    assert "review: take over" in page(ada, "/admin/audit-log")


def test_a_skipped_card_leaves_the_list_and_stands_under_skipped(
    mo: Caller, waiting: list[int]
) -> None:
    answer = mo.send(f"/queue/{waiting[0]}/skip")

    assert answer.location == f"/queue#item-{waiting[1]}"
    assert shown(mo, "/queue") == waiting[1:]
    assert shown(mo, "/queue?skipped=yes") == waiting[:1]


def test_reviewing_says_how_many_are_left(mo: Caller, waiting: list[int]) -> None:
    place = mo.send("/queue/start").location
    assert "3 left" in page(mo, place)

    path = f"/queue/{waiting[0]}/decision"
    place = mo.send(path, action="approve", view="reviewing=yes").location

    assert "2 left" in page(mo, place)


def test_what_was_skipped_is_not_left_to_review(mo: Caller, waiting: list[int]) -> None:
    mo.send("/queue/start")

    place = mo.send(f"/queue/{waiting[0]}/skip", view="reviewing=yes").location

    assert "2 left" in page(mo, place)
    assert "3 waiting" in page(mo, "/queue")


def test_a_name_that_ends_with_a_full_stop_is_followed_by_no_second_one(
    called: Newsroom, mo: Caller
) -> None:
    _, author = called.person("Hugo P.")
    called.comment(author, "A word.", status=Status.HELD, waits=True)
    item_id = shown(mo, "/queue")[0]

    place = mo.send(f"/queue/{item_id}/decision", reject="spam").location

    assert "by <bdi>Hugo P</bdi>. The author is told why." in page(mo, place)


def test_comments_are_counted_alike_where_one_card_stands_for_several(
    called: Newsroom, mo: Caller
) -> None:
    _, bo = called.person("Bo")
    text = "They all should be thrown out of this country at once."
    for number in range(3):
        called.comment(bo, f"{text} {number}", status=Status.HELD, waits=True)

    assert len(shown(mo, "/queue")) == 1
    assert "3 waiting" in page(mo, "/queue")
    assert mo.post("/queue/presence", {}).json["waiting"] == 3


def test_a_note_is_kept_when_a_colleague_was_first(
    called: Newsroom, mo: Caller, waiting: list[int]
) -> None:
    max_, _ = called.person("Max", Role.MODERATOR)
    path = f"/queue/{waiting[0]}/decision"
    max_.send(path, action="approve")

    answer = mo.send(path, reject="spam", note="The third advert.", words="No adverts.")

    assert answer.status_code == 409
    kept = answer.get_data(as_text=True)
    assert "The third advert." in kept
    assert "No adverts." in kept


def test_an_open_desk_learns_of_edits_and_escalations(
    called: Newsroom, mo: Caller, waiting: list[int]
) -> None:
    max_, _ = called.person("Max", Role.MODERATOR)
    ann = next(iter(mo.get("/queue").json["items"]))
    before = mo.post("/queue/presence", {"shown": waiting}).json["items"]
    max_.send(f"/queue/{waiting[0]}/decision", action="escalate")

    after = mo.post("/queue/presence", {"shown": waiting}).json["items"]

    assert {each["escalated_by"] for each in before} == {None}
    by_id = {each["id"]: each for each in after}
    assert by_id[waiting[0]]["escalated_by"] == "Max"
    assert by_id[ann["id"]]["revision_id"] == ann["revision_id"]
