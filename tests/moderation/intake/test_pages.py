"""Where a reader lands after writing, changing, deleting and reporting."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from auth.core.actor import Actor
from moderation.discussion.rules import Status
from tests.calling import Caller, Newsroom
from tests.pages import tags

ARTICLE = "/articles/truce"

Act = Callable[[Newsroom, Caller, Actor], tuple[str, str]]


def posts(_called: Newsroom, reader: Caller, _actor: Actor) -> tuple[str, str]:
    answer = reader.send(f"{ARTICLE}/comments", text="A word.", next=ARTICLE)
    return answer.location, f"{ARTICLE}#comment-1"


def replies_in_a_thread(
    called: Newsroom, reader: Caller, actor: Actor
) -> tuple[str, str]:
    head = called.comment(actor, "A first word.")
    answer = reader.send(
        f"{ARTICLE}/comments",
        text="An answer.",
        parent_id=str(head),
        next=f"/threads/{head}#x",
    )
    return answer.location, f"/threads/{head}#comment-{head + 1}"


def edits_what_is_published(
    called: Newsroom, reader: Caller, actor: Actor
) -> tuple[str, str]:
    own = called.comment(actor, "A word.")
    answer = reader.send(f"/comments/{own}/edit", text="A better word.")
    return answer.location, f"/comments/{own}"


def edits_what_is_held(
    called: Newsroom, reader: Caller, actor: Actor
) -> tuple[str, str]:
    own = called.comment(actor, "A word.", status=Status.HELD)
    answer = reader.send(f"/comments/{own}/edit", text="A better word.")
    return answer.location, f"{ARTICLE}#comment-{own}"


def deletes_what_has_no_replies(
    called: Newsroom, reader: Caller, actor: Actor
) -> tuple[str, str]:
    own = called.comment(actor, "A word.")
    answer = reader.send(f"/comments/{own}/delete")
    return answer.location, f"{ARTICLE}#comments"


def deletes_what_has_replies(
    called: Newsroom, reader: Caller, actor: Actor
) -> tuple[str, str]:
    own = called.comment(actor, "A word.")
    called.comment(actor, "And another.", parent_id=own)
    answer = reader.send(f"/comments/{own}/delete")
    return answer.location, f"/comments/{own}"


def reports(called: Newsroom, reader: Caller, _actor: Actor) -> tuple[str, str]:
    _, other = called.person("Deniz")
    theirs = called.comment(other, "A rude word.")
    answer = reader.send(f"/comments/{theirs}/report", reason="insult")
    return answer.location, f"/comments/{theirs}"


@pytest.mark.parametrize(
    "act",
    [
        posts,
        replies_in_a_thread,
        edits_what_is_published,
        edits_what_is_held,
        deletes_what_has_no_replies,
        deletes_what_has_replies,
        reports,
    ],
)
def test_acting_on_a_comment_returns_to_it(called: Newsroom, act: Act) -> None:
    reader, actor = called.person("Nour")

    landed, expected = act(called, reader, actor)

    assert landed == expected


@pytest.mark.parametrize("parent", [None, "published"])
def test_what_waits_stands_on_the_page_where_its_author_lands(
    called: Newsroom, parent: str | None
) -> None:
    reader, actor = called.person("Nour")
    form = {"parent_id": str(called.comment(actor, "First."))} if parent else {}

    answer = reader.send(f"{ARTICLE}/comments", text="A word.", next=ARTICLE, **form)

    page = reader.client.get(answer.location).get_data(as_text=True)
    place = answer.location.partition("#")[2]
    [own] = [each for each in tags(page, "div") if each.get("id") == place]
    assert own["tabindex"] == "-1"
    assert place not in called.visitor().client.get(ARTICLE).get_data(as_text=True)


def test_a_reply_that_is_published_at_once_is_shown_to_its_author_anyway(
    called: Newsroom,
) -> None:
    reader, actor = called.person("Nour")
    head = called.comment(actor, "First.")
    for number in range(6):
        last = called.comment(actor, f"Answer {number}", parent_id=head)

    page = reader.client.get(ARTICLE).get_data(as_text=True)

    assert [each for each in tags(page, "div") if each.get("id") == f"comment-{last}"]


@pytest.mark.parametrize("status", [Status.WAITING, Status.HELD])
def test_the_link_to_a_comment_that_waits_works_for_its_author_alone(
    called: Newsroom, status: Status
) -> None:
    reader, actor = called.person("Nour")
    own = called.comment(actor, "A word.", status=status)

    led = reader.client.get(f"/comments/{own}")

    assert led.location == f"{ARTICLE}#comment-{own}"
    assert called.visitor().client.get(f"/comments/{own}").status_code == 404
