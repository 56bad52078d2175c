"""The history on the desk's pages: versions, coverages, work, articles."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from auth.core.permissions import Role
from moderation.discussion.rules import Status
from moderation.policy.coverage import Matching
from moderation.policy.inputs import ChangeProfile, PlanCoverage
from moderation.policy.services import coverages, profiles
from moderation.tuning.rules.changes import changes
from tests.calling import Caller, Newsroom

VERSION: dict[str, Any] = {
    "thresholds": {"toxicity": {"flag": 0.5, "hold": 0.8}},
    "fallback": "hold",
    "handling": {"most_links": 2, "bans_need_two": True},
}


def text_of(caller: Caller, path: str) -> str:
    answer = caller.client.get(path)
    assert answer.status_code == 200
    return str(answer.get_data(as_text=True))


@pytest.mark.parametrize(
    ("after", "said"),
    [
        ({}, []),
        (
            {"thresholds": {"toxicity": {"flag": 0.5, "hold": 0.75}}},
            ["toxicity, hold: 0.80 → 0.75"],
        ),
        ({"fallback": "flag"}, ["when the classifier cannot answer: hold → flag"]),
        (
            {"handling": {"most_links": None, "bans_need_two": False}},
            ["bans need a second moderator: yes → no", "links allowed: 2 → none"],
        ),
    ],
)
def test_a_version_says_each_value_that_it_changed(
    after: dict[str, Any], said: list[str]
) -> None:
    assert changes(VERSION, VERSION | after) == said


def test_the_page_of_a_profile_says_who_changed_what(called: Newsroom) -> None:
    ada, admin = called.person("Ada", Role.ADMIN)
    with called.database.unit_of_work(write=True) as work:
        version = profiles.current_version(work.session, "general")
        thresholds = profiles.from_json(version.thresholds)
        profiles.change(
            work.session,
            ChangeProfile(
                key="general",
                expected_number=version.number,
                thresholds=thresholds,
                fallback=version.fallback,
                handling_rules=version.handling | {"most_links": 7},
                reason="Too many links.",
            ),
            actor_id=admin.account_id,
            now=work.now,
        )

    page = text_of(ada, "/admin/profiles/general")

    assert "<bdi>Ada</bdi>: <bdi>Too many links.</bdi>" in page
    assert "→ 7</li>" in page


def test_a_coverage_lists_the_articles_that_it_takes_in(called: Newsroom) -> None:
    ada, admin = called.person("Ada", Role.ADMIN)
    with called.database.unit_of_work(write=True) as work:
        for name, word in (("Truce talks", "truce"), ("Harvest", "wheat")):
            coverages.plan(
                work.session,
                PlanCoverage(
                    name=name,
                    profile_key="conflict",
                    matching=Matching(words=[word]),
                    starts_at=work.now,
                    ends_at=None,
                    review_at=work.now + timedelta(days=7),
                    reason="News.",
                ),
                actor_id=admin.account_id,
                now=work.now,
            )

    page = text_of(ada, "/admin/coverages")

    assert "Matching articles among the newest 200: 1" in page
    assert "Matching articles among the newest 200: 0" in page
    assert "<bdi>A truce</bdi></a>" in page


def test_the_figures_say_what_each_moderator_did(called: Newsroom) -> None:
    mo, _ = called.person("Mo", Role.MODERATOR)
    _, ann = called.person("Ann")
    for number in range(3):
        called.comment(ann, f"No. {number}.", status=Status.HELD, waits=True)
    ids = [item["id"] for item in mo.get("/queue").json["items"]]
    mo.send(f"/queue/{ids[0]}/decision", action="approve")
    mo.send(f"/queue/{ids[1]}/decision", reject="spam")
    mo.send(f"/queue/{ids[2]}/decision", action="escalate")
    mo.send("/queue/decisions/1/undo")

    table = text_of(mo, "/figures/workload.csv").splitlines()

    assert table == [
        "Moderator,Decided,Approved,Rejected,Escalated,Undone",
        "Mo,2,1,1,1,1",
    ]


def test_a_moderator_closes_an_article_and_opens_it_again(called: Newsroom) -> None:
    mo, _ = called.person("Mo", Role.MODERATOR)
    reader, _ = called.person("Ann")
    assert "Close comments" in text_of(mo, "/articles/truce")
    assert "Close comments" not in text_of(reader, "/articles/truce")

    answer = mo.send("/admin/articles/truce/comments", action="close", back="article")

    assert answer.location == "/articles/truce#comments"
    assert "Comments on this article are closed." in text_of(reader, "/articles/truce")
    mo.send("/admin/articles/truce/comments", action="open", back="article")
    assert "are closed" not in text_of(reader, "/articles/truce")


@pytest.mark.parametrize("page", ["/figures", "/admin/profiles/general"])
def test_long_pages_are_folded(called: Newsroom, page: str) -> None:
    ada, _ = called.person("Ada", Role.ADMIN)

    assert text_of(ada, page).count("<details") >= 5
