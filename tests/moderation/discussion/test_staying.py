"""What a person decided about an article stays, whatever a program sends later."""

from __future__ import annotations

from typing import Any

import pytest

from auth.core.permissions import Role
from tests.calling import Caller, Newsroom

KEY = "/articles/truce"
PLAIN = {"url": "https://courier.example/truce", "headline": "A truce holds"}
NINJS = {"uri": "https://courier.example/truce", "headline": "A truce holds"}


@pytest.fixture
def admin(called: Newsroom) -> Caller:
    """An admin."""
    caller, _ = called.person("Ada", Role.ADMIN)
    return caller


@pytest.fixture
def cms(called: Newsroom) -> Caller:
    """A publisher's system, which has sent the article before."""
    caller = called.key("articles")
    caller.call("PUT", KEY, json=PLAIN | {"tags": ["the war"], "section": "World"})
    return caller


def put(cms: Caller, body: dict[str, Any]) -> dict[str, Any]:
    answer = cms.call("PUT", KEY, json=body)
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json
    return found


@pytest.mark.parametrize("body", [PLAIN, NINJS, NINJS | {"pubStatus": "usable"}])
def test_a_profile_and_closed_comments_outlast_the_next_version(
    admin: Caller, cms: Caller, body: dict[str, Any]
) -> None:
    admin.send("/admin/articles/truce", headline="A truce", profile_key="conflict")
    admin.send("/admin/articles/truce/comments", action="close")

    article = put(cms, body)

    assert article["headline"] == "A truce holds"
    assert article["profile_key"] == "conflict"
    assert article["is_open"] is False
    assert (article["tags"], article["section"]) == (["the war"], "World")


def test_what_is_sent_takes_the_place_of_what_was_there(
    admin: Caller, cms: Caller
) -> None:
    admin.send("/admin/articles/truce", headline="A truce", profile_key="conflict")
    admin.send("/admin/articles/truce/comments", action="close")

    article = put(cms, PLAIN | {"profile_key": None, "is_open": True, "tags": []})

    assert article["profile_key"] is None
    assert article["is_open"] is True
    assert article["tags"] == []


def test_a_story_that_is_usable_again_is_open_again(cms: Caller) -> None:
    put(cms, NINJS | {"pubStatus": "withheld"})

    assert put(cms, NINJS | {"pubStatus": "usable"})["is_open"] is True


@pytest.mark.parametrize(("action", "is_open"), [("close", False), ("open", True)])
def test_what_staff_decide_of_a_withdrawn_story_stays(
    admin: Caller, cms: Caller, action: str, *, is_open: bool
) -> None:
    put(cms, NINJS | {"pubStatus": "withheld"})
    admin.send("/admin/articles/truce/comments", action=action)

    again = put(cms, NINJS | {"pubStatus": "withheld"})
    usable = put(cms, NINJS | {"pubStatus": "usable"})

    assert again["is_open"] is is_open
    assert usable["is_open"] is is_open


def test_the_form_keeps_what_it_was_not_sent(admin: Caller, cms: Caller) -> None:
    admin.send("/admin/articles/truce", headline="A truce")

    article = put(cms, PLAIN)
    assert (article["tags"], article["section"]) == (["the war"], "World")


def test_the_form_shows_and_changes_the_tags(admin: Caller, cms: Caller) -> None:
    form = admin.client.get("/admin/articles/truce").get_data(as_text=True)
    admin.send("/admin/articles/truce", headline="A truce", tags="the war\n truce \n")

    assert "the war</textarea>" in form
    assert put(cms, PLAIN)["tags"] == ["the war", "truce"]
