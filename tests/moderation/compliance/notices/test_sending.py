"""Anybody may say that a comment is illegal, and gets a receipt."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from auth.core.permissions import Role
from moderation.compliance.notices.models import Notice
from moderation.compliance.notices.rules import comments_in
from moderation.discussion.rules import Status
from tests.calling import Newsroom
from tests.forms import form_to
from tests.moderation.compliance.notices.acting import mails
from tests.notices import NOTICE, send_form


def test_a_visitor_sends_a_notice_and_gets_a_receipt(called: Newsroom) -> None:
    _, ann = called.person("Ann")
    comment_id = called.comment(ann, "Something illegal.")

    answer = send_form(called, comment_id)

    assert answer.status_code == 303
    [receipt] = mails(called)
    assert "has received your notice" in receipt
    assert answer.location in receipt


@pytest.mark.parametrize(
    ("name", "is_greeted"),
    [
        ("Dr. Nadja O'Neill-Köhler", True),
        ("Win a prize at evil.example/now", False),
        ("www.evil.example", False),
        ("You have won. " * 8, False),
    ],
)
def test_a_stranger_cannot_send_a_message_with_the_receipt(
    called: Newsroom, name: str, is_greeted: bool
) -> None:
    _, ann = called.person("Ann")

    send_form(called, called.comment(ann, "Something illegal."), name=name)

    [receipt] = mails(called)
    assert (f"Hello {name}," in receipt) is is_greeted
    assert "evil" not in receipt
    assert "You have won" not in receipt


def test_every_comment_links_to_the_form_that_names_it(called: Newsroom) -> None:
    _, ann = called.person("Ann")
    comment_id = called.comment(ann, "Something illegal.")
    client = called.visitor().client
    address = f"/notices/new?comment={comment_id}"
    assert f'href="{address}"' in client.get("/articles/truce").get_data(as_text=True)

    page = client.get(address).get_data(as_text=True)

    assert f"/comments/{comment_id}" in form_to(page, "/notices").typed["comments"]


def test_a_notice_waits_in_a_tab_of_its_own_with_its_words(called: Newsroom) -> None:
    moderator, _ = called.person("Mo", Role.MODERATOR)
    _, ann = called.person("Ann")
    first, second = (called.comment(ann, f"Illegal {n} thing.") for n in (1, 2))
    called.comment(ann, "A rude word.", waits=True)

    send_form(called, first, second)

    page = moderator.client.get("/queue?cause=notice").get_data(as_text=True)
    assert page.count(NOTICE["explanation"]) == 2
    assert "A rude word." not in page
    assert NOTICE["name"] not in page
    assert NOTICE["email"] not in page
    assert f'value="{NOTICE["law"]}"' in page


def test_a_form_that_is_sent_twice_is_one_notice(called: Newsroom) -> None:
    _, ann = called.person("Ann")
    comment_id = called.comment(ann, "Something illegal.")

    answers = [send_form(called, comment_id) for _ in range(2)]

    assert answers[0].location == answers[1].location
    assert called.rows()["notice"] == 1
    assert len(mails(called)) == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"comments": "what?"}, "is not the address of a comment"),
        ({"comments": ""}, "address of at least one comment"),
        ({"comments": "/comments/999"}, "Readers cannot see the comment 999"),
        ({"kind": ""}, "choose what it is"),
        ({"explanation": "Illegal."}, "at least 20 characters"),
        ({"name": ""}, "give your name"),
        ({"email": "nadja"}, "enter an e-mail address"),
        ({"good_faith": ""}, "confirm that what you say"),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(
    called: Newsroom, changes: dict[str, str], said: str
) -> None:
    _, ann = called.person("Ann")
    comment_id = called.comment(ann, "Something illegal.")

    answer = send_form(called, comment_id, **changes)

    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert said in page
    assert form_to(page, "/notices").typed["law"] == NOTICE["law"]
    assert called.rows()["notice"] == 0


def test_a_notice_of_child_abuse_needs_no_name(called: Newsroom) -> None:
    _, ann = called.person("Ann")
    comment_id = called.comment(ann, "Something illegal.")

    answer = send_form(called, comment_id, kind="child_abuse", name="", email="")

    assert answer.status_code == 303
    assert called.visitor().client.get(answer.location).status_code == 200


def test_a_comment_that_readers_cannot_see_takes_no_notice(called: Newsroom) -> None:
    _, ann = called.person("Ann")
    comment_id = called.comment(ann, "Something held.", status=Status.HELD)

    assert send_form(called, comment_id).status_code == 422


def test_one_network_cannot_flood_the_desk_with_notices(called: Newsroom) -> None:
    _, ann = called.person("Ann")
    ids = [called.comment(ann, f"Thought {n} of many.") for n in range(7)]

    statuses = [send_form(called, comment_id).status_code for comment_id in ids]

    assert statuses[-1] == 429


def test_the_author_does_not_learn_who_sent_the_notice(called: Newsroom) -> None:
    moderator, _ = called.person("Mo", Role.MODERATOR)
    author, ann = called.person("Ann")
    comment_id = called.comment(ann, "Something illegal.")
    send_form(called, comment_id)
    [item] = moderator.get("/queue").json["items"]
    law = {"reject": "illegal", "legal_ground": "Section 130"}
    moderator.send(f"/queue/{item['id']}/decision", **law)

    page = author.client.get(f"/my-comments/{comment_id}/statement")

    text = page.get_data(as_text=True)
    assert "got a notice that it is illegal" in text
    assert "It is against the law: Section 130" in text
    assert NOTICE["name"] not in text


def test_a_rejection_as_illegal_names_the_law(called: Newsroom) -> None:
    moderator, _ = called.person("Mo", Role.MODERATOR)
    _, ann = called.person("Ann")
    called.comment(ann, "Something illegal.", waits=True)
    [item] = moderator.get("/queue").json["items"]

    moderator.send(f"/queue/{item['id']}/decision", reject="illegal")

    page = moderator.client.get("/queue").get_data(as_text=True)
    assert "name the law" in page
    assert called.rows()["decision"] == 0


def test_addresses_of_comments_are_found_in_pages_and_embeds() -> None:
    lines = [
        " https://comments.example/comments/7 ",
        "https://paper.example/story#comment-8",
        "/comments/7",
        "",
        "https://paper.example/story",
    ]

    assert comments_in(lines) == ([7, 8], ["https://paper.example/story"])


def test_a_notice_keeps_the_network_only_as_a_digest(called: Newsroom) -> None:
    _, ann = called.person("Ann")
    send_form(called, called.comment(ann, "Something illegal."))

    with called.database.unit_of_work(write=False) as work:
        digest = work.session.scalars(select(Notice.network_digest)).one()
    assert len(digest) == 64
