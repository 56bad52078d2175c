"""Opening a notification redirects to its target and marks it as read."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable

import pytest
from sqlalchemy import update

from auth.core.actor import Actor
from auth.core.models import Site
from auth.core.permissions import Role
from moderation.discussion.models import Article
from moderation.discussion.rules import Status
from moderation.intake.worker import Worker
from moderation.running.notification_chores import tell_followers
from moderation.scoring.runtime.fixed_scorer import FixedScorer
from tests.calling import Caller, Newsroom

ARTICLE = "/articles/truce"
PAGE = "/notifications"


def write(called: Newsroom, who: Caller, text: str, parent: int | None = None) -> None:
    """Post a comment as somebody, store its verdict, and tell the followers."""
    form = {"parent_id": str(parent)} if parent else {}
    assert who.send(f"{ARTICLE}/comments", text=text, **form).status_code == 303
    Worker(called.database, FixedScorer()).run_once()
    tell_followers(called.database, threading.Event())


def follow(who: Caller, target: str, target_id: int) -> None:
    who.send("/follows", act="follow", target=target, target_id=str(target_id))


def opened(who: Caller) -> list[str]:
    """Return the addresses of the notifications on the reader's page, in order."""
    page = who.client.get(PAGE).get_data(as_text=True)
    return re.findall(r"/notifications/\d+", page)


def unread(who: Caller) -> int:
    page = who.client.get(PAGE).get_data(as_text=True)
    return page.count('class="unread"')


def a_reply(called: Newsroom, _reader: Caller, actor: Actor) -> str:
    head = called.comment(actor, "A first word.")
    write(called, called.person("Deniz")[0], "An answer.", head)
    return f"/comments/{head + 1}"


def a_followed_reader(called: Newsroom, reader: Caller, _actor: Actor) -> str:
    deniz, author = called.person("Deniz")
    follow(reader, "reader", author.account_id)
    write(called, deniz, "A thought.")
    return "/comments/1"


def two_in_a_thread(called: Newsroom, reader: Caller, _actor: Actor) -> str:
    deniz, author = called.person("Deniz")
    head = called.comment(author, "A first word.")
    follow(reader, "thread", head)
    write(called, deniz, "One.", head)
    write(called, deniz, "Two.", head)
    return f"/comments/{head + 1}"


def two_under_an_article(called: Newsroom, reader: Caller, _actor: Actor) -> str:
    follow(reader, "article", 1)
    deniz, _ = called.person("Deniz")
    write(called, deniz, "One.")
    write(called, deniz, "Two.")
    return "/comments/1"


def decide(called: Newsroom, actor: Actor, action: str) -> None:
    called.comment(actor, "A word.", status=Status.HELD, waits=True)
    moderator, _ = called.person("Edith", Role.MODERATOR)
    answer = moderator.send("/queue/1/decision", action=action, reason="insult")
    assert answer.status_code == 303


def an_approval(called: Newsroom, _reader: Caller, actor: Actor) -> str:
    decide(called, actor, "approve")
    return "/comments/1"


def a_rejection(called: Newsroom, _reader: Caller, actor: Actor) -> str:
    decide(called, actor, "reject")
    return "/my-comments/1/statement"


NEWS: list[Callable[[Newsroom, Caller, Actor], str]] = [
    a_reply,
    a_followed_reader,
    two_in_a_thread,
    two_under_an_article,
    an_approval,
    a_rejection,
]


@pytest.mark.parametrize("news", NEWS)
def test_a_notification_leads_to_what_it_is_about_and_is_read_then(
    called: Newsroom, news: Callable[[Newsroom, Caller, Actor], str]
) -> None:
    reader, actor = called.person("Amina")
    expected = news(called, reader, actor)
    assert unread(reader) == 1

    answer = reader.client.get(opened(reader)[0])

    assert answer.location == expected
    assert unread(reader) == 0


def test_a_notification_leads_to_the_site_of_its_comment(called: Newsroom) -> None:
    reader, actor = called.person("Amina")
    write(called, called.person("Deniz")[0], "Yes.", called.comment(actor, "One."))
    with called.database.unit_of_work(write=True) as work:
        herald = Site(
            name="The Herald",
            host="herald.example",
            allowed_origins=[],
            created_at=work.now,
        )
        work.session.add(herald)
        work.session.flush()
        work.session.execute(update(Article).values(site_id=herald.id))

    page = reader.client.get(PAGE).get_data(as_text=True)
    answer = reader.client.get(opened(reader)[0])

    assert 'href="http://herald.example/articles/truce"' in page
    assert answer.location == "http://herald.example/comments/2"


def test_opening_one_leaves_the_others_unread(called: Newsroom) -> None:
    reader, actor = called.person("Amina")
    deniz, _ = called.person("Deniz")
    for text in ("One.", "Two."):
        write(called, deniz, text, called.comment(actor, f"About {text}"))

    reader.client.get(opened(reader)[0])

    assert unread(reader) == 1


def test_a_browser_that_looks_ahead_reads_nothing(called: Newsroom) -> None:
    reader, actor = called.person("Amina")
    a_reply(called, reader, actor)

    ahead = {"Sec-Purpose": "prefetch;prerender"}
    answer = reader.client.get(opened(reader)[0], headers=ahead)

    assert answer.status_code == 503
    assert unread(reader) == 1


def test_nobody_opens_the_notification_of_another(called: Newsroom) -> None:
    reader, actor = called.person("Amina")
    a_reply(called, reader, actor)
    other, _ = called.person("Marek")

    assert other.client.get(opened(reader)[0]).status_code == 404
    assert unread(reader) == 1


def test_a_notification_links_to_the_author_and_the_place(called: Newsroom) -> None:
    reader, actor = called.person("Amina")
    a_reply(called, reader, actor)

    page = reader.client.get(PAGE).get_data(as_text=True)

    assert '<a href="/readers/deniz"><bdi>Deniz</bdi></a>' in page
    assert f'<a href="{ARTICLE}"><bdi>A truce</bdi></a>' in page
