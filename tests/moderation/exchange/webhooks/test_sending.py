"""What an endpoint is sent, and what it is not."""

from __future__ import annotations

import json
import threading

from auth.sites.lookup import ensure_site
from moderation.discussion.rules import Status
from moderation.exchange.webhooks.rules import DeliveryState, MessageType
from tests.calling import Newsroom
from tests.moderation.exchange.webhooks.receiving import (
    Receiver,
    Request,
    Webhooks,
    listening,
    posted,
)


def said(receiver: Receiver) -> list[str]:
    return [json.loads(each.body)["type"] for each in receiver.got]


def test_a_redirect_is_not_followed(
    called: Newsroom, webhooks: Webhooks, receiver: Receiver
) -> None:
    webhooks.endpoint(receiver.url, MessageType.COMMENT_PUBLISHED)
    receiver.answers(302, Location=f"http://127.0.0.1:{receiver.port}/other")
    posted(called)

    webhooks.send()

    assert [each.path for each in receiver.got] == ["/hooks"]
    [delivery] = webhooks.deliveries()
    assert (delivery.state, delivery.status) == (DeliveryState.QUEUED, 302)


def test_a_dead_endpoint_does_not_hold_up_another(
    called: Newsroom, webhooks: Webhooks, receiver: Receiver
) -> None:
    with listening() as dead:
        let_go = threading.Event()

        def hang(_request: Request) -> tuple[int, dict[str, str]]:
            let_go.wait(10)
            return 200, {}

        dead.reply = hang
        webhooks.endpoint(dead.url, MessageType.COMMENT_PUBLISHED)
        webhooks.endpoint(receiver.url, MessageType.COMMENT_PUBLISHED)
        posted(called)
        stuck = threading.Thread(target=webhooks.send)
        stuck.start()
        while not dead.got:
            stuck.join(0.01)

        webhooks.send()

        assert len(receiver.got) == 1
        assert stuck.is_alive()
        let_go.set()
        stuck.join()


def test_a_change_of_a_discussion_is_told_once_until_it_is_sent(
    called: Newsroom, webhooks: Webhooks, receiver: Receiver
) -> None:
    webhooks.endpoint(receiver.url, MessageType.ARTICLE_DISCUSSION_CHANGED)
    posted(called)
    posted(called, name="Rashid")
    webhooks.send()
    posted(called, name="Salma")
    webhooks.send()

    assert said(receiver) == ["article.discussion_changed"] * 2


def test_an_endpoint_of_one_site_is_told_nothing_of_another(
    called: Newsroom, webhooks: Webhooks, receiver: Receiver
) -> None:
    with called.database.unit_of_work(write=True) as work:
        other = ensure_site(
            work.session, name="The Herald", host="herald.test", now=work.now
        ).id
    webhooks.endpoint(receiver.url, site_id=other)

    posted(called)

    assert webhooks.deliveries() == []


def test_a_new_comment_that_is_held_is_told_in_this_order(
    called: Newsroom, webhooks: Webhooks, receiver: Receiver
) -> None:
    webhooks.endpoint(receiver.url)
    _, author = called.person("Nour")

    called.comment(author, "A thought", status=Status.HELD)
    webhooks.send()

    assert said(receiver) == ["comment.created", "comment.held"]
