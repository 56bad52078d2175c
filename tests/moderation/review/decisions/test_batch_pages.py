"""The pages of a batch: start, progress, end, list of past ones, undo."""

from __future__ import annotations

import re

import pytest

from auth.core.permissions import Role
from moderation.discussion.rules import Status
from moderation.intake.worker import Worker
from moderation.policy.rules import CauseKind
from moderation.review.items.models import ReviewItem
from moderation.review.queue.services import score_ranges
from moderation.scoring.base.labels import Label
from moderation.scoring.runtime.fixed_scorer import FixedScorer
from tests.calling import Caller, Newsroom
from tests.moderation.review.decisions.scored import posted


def test_a_batch_is_begun_followed_and_done_on_its_pages(called: Newsroom) -> None:
    mo, _ = called.person("Mo", Role.MODERATOR)
    _, ann = called.person("Ann")
    called.comment(ann, "vermin", status=Status.WAITING)
    Worker(called.database, FixedScorer()).run_once()
    score_ranges.forget()
    page = mo.client.get("/queue/batch?label=toxicity&low=90&high=100")
    assert "<strong data-count>1</strong>" in page.get_data(as_text=True)

    place = mo.send(
        "/queue/batch", label="toxicity", low="90", high="100", reject="hate"
    ).location
    mo.send(f"{place}/advance")

    progress = mo.client.get(place).get_data(as_text=True)
    assert "1 rejected." in progress
    assert f"{place}/undo" in progress

    mo.send(f"{place}/undo")

    assert "0 rejected." in mo.client.get(place).get_data(as_text=True)


@pytest.mark.parametrize("query", ["label=dull", "low=x", "low=7&high=3", "high=101"])
def test_a_range_of_garbage_is_refused(called: Newsroom, query: str) -> None:
    mo: Caller = called.person("Mo", Role.MODERATOR)[0]

    assert mo.client.get(f"/queue/batch?{query}").status_code == 422


def test_many_at_once_goes_by_the_highest_score_of_all_labels(called: Newsroom) -> None:
    mo, _ = called.person("Mo", Role.MODERATOR)
    posted(called, lamp={Label.THREAT: 0.97}, dull={Label.TOXICITY: 0.6})

    low = mo.client.get("/queue/batch").get_data(as_text=True)
    high = mo.client.get("/queue/batch?low=90&high=100").get_data(as_text=True)

    assert "lamp" not in low
    assert "lamp" in high
    assert "dull" not in high


def test_a_low_score_for_one_label_offers_nothing_that_another_asked_for(
    called: Newsroom,
) -> None:
    mo, _ = called.person("Mo", Role.MODERATOR)
    posted(called, lamp={Label.THREAT: 0.97}, dull={Label.TOXICITY: 0.6})

    path = "/queue/batch?label=toxicity&low=0&high=100"
    page = mo.client.get(path).get_data(as_text=True)

    assert "lamp" not in page
    assert "dull" in page


@pytest.mark.parametrize("cause", score_ranges.ALONE)
def test_what_a_person_asked_for_or_no_score_tells_is_in_no_batch(
    called: Newsroom, cause: CauseKind
) -> None:
    mo, _ = called.person("Mo", Role.MODERATOR)
    items = posted(called, lamp={Label.TOXICITY: 0.97})
    with called.database.unit_of_work(write=True) as work:
        item = work.session.get_one(ReviewItem, items["lamp"])
        item.marks = f"{item.marks}{cause} "

    page = mo.client.get("/queue/batch?low=0&high=100").get_data(as_text=True)

    assert "lamp" not in page


def test_a_row_that_is_unticked_waits_on(called: Newsroom) -> None:
    mo, _ = called.person("Mo", Role.MODERATOR)
    items = posted(called, lamp={Label.THREAT: 0.97}, door={Label.THREAT: 0.96})

    form = {"low": "90", "high": "100", "reject": "threat"}
    place = mo.client.post(
        "/queue/batch",
        data=form
        | {"csrf_token": mo.headers["X-CSRFToken"]}
        | {"shown": list(items.values()), "ticked": [items["door"]]},
    ).location
    mo.send(f"{place}/advance")

    assert "1 rejected." in mo.client.get(place).get_data(as_text=True)
    assert [each["id"] for each in mo.get("/queue").json["items"]] == [items["lamp"]]


def test_many_at_once_starts_from_the_view_at_hand(called: Newsroom) -> None:
    mo, _ = called.person("Mo", Role.MODERATOR)
    posted(called, lamp={Label.THREAT: 0.97}, door={Label.THREAT: 0.96})

    queue = mo.client.get("/queue?text=lamp").get_data(as_text=True)
    found = re.search(r'href="(/queue/batch\?view=[^"]+)"', queue)
    assert found
    path = f"{found[1]}&low=90&high=100"
    page = mo.client.get(path).get_data(as_text=True)

    assert "lamp" in page
    assert "door" not in page
    place = mo.send(
        "/queue/batch", low="90", high="100", reject="threat", view="text=lamp"
    ).location
    assert "Rejecting 1 comment" in mo.client.get(place).get_data(as_text=True)


def test_a_batch_is_found_again_and_undone(called: Newsroom) -> None:
    mo, _ = called.person("Mo", Role.MODERATOR)
    posted(called, lamp={Label.THREAT: 0.97})
    place = mo.send("/queue/batch", low="90", high="100", reject="threat").location
    mo.send(f"{place}/advance")

    page = mo.client.get("/queue/batch").get_data(as_text=True)
    assert re.search(rf'href="{place}">1 rejected</a>', page)
    mo.send(f"{place}/undo")

    assert len(mo.get("/queue").json["items"]) == 1
