"""The tabs of the desk: escalated, appealed, and waiting for confirmation."""

from __future__ import annotations

import re

import pytest

from auth.core.permissions import Role
from moderation.discussion.rules import Status
from moderation.review.items.models import ReviewItem
from tests import counting
from tests.calling import Caller, Newsroom


@pytest.fixture
def mo(called: Newsroom) -> Caller:
    return called.person("Mo", Role.MODERATOR)[0]


@pytest.fixture
def max_(called: Newsroom) -> Caller:
    return called.person("Max", Role.MODERATOR)[0]


def page(caller: Caller, path: str) -> str:
    """Return a page with its white space collapsed, as a browser shows it."""
    answer = caller.client.get(path)
    assert answer.status_code == 200
    return " ".join(answer.get_data(as_text=True).split())


def tabs(caller: Caller) -> dict[str, str]:
    """Return the name and the count of each tab."""
    nav = page(caller, "/queue").split('class="tabs"')[1].split("</nav>")[0]
    links = re.findall(r"<a [^>]*>(.*?)</a>", nav)
    texts = [re.sub(r"<[^>]*>", "", each) for each in links]
    return {text.rpartition(" ")[0]: text.rpartition(" ")[2] for text in texts}


def shown(caller: Caller, path: str) -> list[int]:
    return [int(each) for each in re.findall(r'id="item-(\d+)"', page(caller, path))]


def item_of(caller: Caller, text: str) -> int:
    for item in caller.get("/queue").json["items"]:
        if text in str(item):
            return int(item["id"])
    raise AssertionError(text)


def test_an_escalated_comment_has_a_tab_a_count_and_says_who_and_why(
    called: Newsroom, mo: Caller, max_: Caller
) -> None:
    _, ann = called.person("Ann")
    called.comment(ann, "A plain one.", status=Status.HELD, waits=True)
    called.comment(ann, "A hard one.", status=Status.HELD, waits=True)
    item_id = item_of(mo, "A hard one.")

    mo.send(f"/queue/{item_id}/decision", action="escalate", note="Ask the lawyer.")

    assert tabs(max_)["Escalated"] == "1"
    assert shown(max_, "/queue?cause=escalated") == [item_id]
    card = page(max_, "/queue?cause=escalated")
    assert "<bdi>Mo</bdi> escalated this" in card
    assert "Ask the lawyer." in card


def test_items_that_a_person_asked_for_come_before_routine_items(
    called: Newsroom, mo: Caller, max_: Caller
) -> None:
    author, ann = called.person("Ann")
    rejected = called.comment(ann, "Rejected.", status=Status.HELD, waits=True)
    mo.send(f"/queue/{item_of(mo, 'Rejected.')}/decision", reject="spam")
    for number in range(3):
        called.comment(ann, f"Routine {number}.", status=Status.HELD, waits=True)
    escalated = item_of(mo, "Routine 2.")

    mo.send(f"/queue/{escalated}/decision", action="escalate")
    author.send(f"/my-comments/{rejected}/appeal", text="It was a joke.")

    appeal = shown(max_, "/queue?cause=appeal")
    assert len(appeal) == 1
    assert set(shown(max_, "/queue")[:2]) == {escalated, *appeal}
    assert tabs(max_)["Appeals"] == "1"
    assert re.search(r"The author appeals, <time", page(max_, "/queue?cause=appeal"))


def test_an_appeal_against_a_hold_is_among_the_appeals(
    called: Newsroom, max_: Caller
) -> None:
    author, ann = called.person("Ann")
    held = called.comment(ann, "Held.", status=Status.HELD, waits=True)

    author.send(f"/my-comments/{held}/appeal", text="Nothing is wrong with it.")

    assert tabs(max_)["Appeals"] == "1"
    assert len(shown(max_, "/queue?cause=appeal")) == 1


def test_a_tab_counts_each_near_duplicate_as_the_heading_of_its_page_does(
    called: Newsroom, mo: Caller
) -> None:
    _, ann = called.person("Ann")
    called.comment(ann, "Buy it here.", status=Status.HELD, waits=True)
    called.comment(ann, "Buy it here!", status=Status.HELD, waits=True)
    lead, copy = item_of(mo, "Buy it here."), item_of(mo, "Buy it here!")
    with called.database.unit_of_work(write=True) as work:
        work.session.get_one(ReviewItem, copy).lead_id = lead

    assert shown(mo, "/queue") == [lead]
    assert "2 waiting" in page(mo, "/queue")
    assert tabs(mo)["Queue"] == "2"


def test_a_ban_to_confirm_and_an_appeal_against_it_are_counted(
    called: Newsroom, mo: Caller, max_: Caller
) -> None:
    author, ann = called.person("Ann")
    called.comment(ann, "Something.")
    mo.send(f"/staff/authors/{ann.account_id}/sanctions", kind="ban", reason="hate")
    assert tabs(max_)["Bans to confirm"] == "1"

    max_.send("/staff/sanctions/1/confirm")
    author.send("/my-sanctions/1/appeal", **{"text-1": "It was not me."})

    assert tabs(max_)["Bans to confirm"] == "0"
    assert tabs(max_)["Appeals"] == "1"
    assert "1 appeal</a>" not in page(max_, "/queue")
    assert "1 appeal against sanctions" in page(max_, "/queue?cause=appeal")


def test_the_counts_of_all_tabs_cost_one_statement(
    called: Newsroom, mo: Caller
) -> None:
    page(mo, "/queue")
    with counting.statements(called.database) as sent:
        page(mo, "/queue")

    assert sum("sanction_appeal" in each for each in sent) == 1


def test_a_tab_of_skipped_items_says_so_and_leads_to_them(
    called: Newsroom, mo: Caller
) -> None:
    _, ann = called.person("Ann")
    called.comment(ann, "A hard one.", status=Status.HELD, waits=True)
    item_id = item_of(mo, "A hard one.")

    mo.send(f"/queue/{item_id}/skip", view="order=newest")

    queue = page(mo, "/queue?order=newest")
    assert "You skipped everything that waits here." in queue
    assert shown(mo, "/queue?order=newest&skipped=yes") == [item_id]
    assert 'href="/queue?order=newest&amp;skipped=yes"' in queue
