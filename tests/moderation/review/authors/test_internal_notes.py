"""No page or API that an author can read shows an internal note."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from sqlalchemy import select

from auth.accounts.passwords import hash_password
from auth.core.actor import Actor
from auth.core.models import Account
from auth.core.permissions import Role
from moderation.discussion.rules import Status
from moderation.platform.outbox import OutboxMessage
from moderation.review.items.models import Decision, ReviewItem
from moderation.review.sanctions.models import Sanction
from tests.calling import Caller, Newsroom

NOTE, WORDS = "known troublemaker", "please stay civil"
PASSWORD = "a very long password of mine"
ACTS = ("approve", "reject", "escalate")


@pytest.fixture
def author(called: Newsroom) -> tuple[Caller, Actor]:
    """An author with a decision of every kind and a warning, each with both texts."""
    reader, author = called.person("Nour")
    edith, _ = called.person("Edith", Role.MODERATOR)
    with called.database.unit_of_work(write=True) as work:
        account = work.session.get_one(Account, author.account_id)
        account.password_hash = hash_password(PASSWORD)
    for act in ACTS:
        called.comment(author, f"To {act}.", status=Status.HELD, waits=True)
        with called.database.unit_of_work(write=False) as work:
            newest = select(ReviewItem).order_by(ReviewItem.id.desc()).limit(1)
            item = work.session.scalars(newest).one()
            item_id, revision_id = item.id, item.revision_id
        answer = edith.send(
            f"/queue/{item_id}/decision",
            action=act,
            reason="insult",
            note=NOTE,
            words=WORDS,
            revision_id=str(revision_id),
        )
        assert answer.status_code == 303
    page = f"/staff/authors/{author.account_id}/sanctions"
    warning = {"kind": "warn", "reason": "insult", "note": NOTE, "words": WORDS}
    assert edith.send(page, **warning).status_code == 303
    return reader, author


def everything_shown_to(called: Newsroom, reader: Caller) -> dict[str, str]:
    """Return the response to every GET that a reader can make, by its URL."""
    with called.database.unit_of_work(write=False) as work:
        decisions = work.session.scalars(select(Decision.comment_id)).all()
        sanctions = work.session.scalars(select(Sanction.id)).all()
    shown = {}
    for rule in called.app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint == "static":
            continue
        for number in {*decisions, *sanctions}:
            path = re.sub(r"<int:\w+>", str(number), rule.rule)
            path = path.replace("<slug>", "nour").replace("<key>", "truce")
            path = re.sub(r"<(\w+:)?\w+>", "a", path)
            shown[path] = reader.client.get(path).get_data(as_text=True)
    return shown


def test_no_page_or_api_shows_the_author_an_internal_note(
    called: Newsroom, author: tuple[Caller, Actor]
) -> None:
    shown = everything_shown_to(called, author[0])

    assert [path for path, body in shown.items() if NOTE in body] == []
    assert len(shown) > 50


def test_pages_show_the_author_what_was_written_to_them(
    called: Newsroom, author: tuple[Caller, Actor]
) -> None:
    shown = everything_shown_to(called, author[0])

    telling = {
        re.sub(r"\d+", "N", path) for path, body in shown.items() if WORDS in body
    }
    assert telling >= {
        "/my-comments",
        "/my-comments/N/statement",
        "/my-sanctions",
        "/api/vN/comments/N/statement",
        "/api/vN/own-sanctions",
    }


def test_the_copy_holds_the_words_and_not_the_note(
    author: tuple[Caller, Actor],
) -> None:
    answer = author[0].send("/account/data/copy", copy_password=PASSWORD)
    with zipfile.ZipFile(io.BytesIO(answer.get_data())) as archive:
        copy = "".join(archive.read(name).decode() for name in archive.namelist())

    assert WORDS in copy
    assert NOTE not in copy


def test_no_mail_holds_an_internal_note(
    called: Newsroom, author: tuple[Caller, Actor]
) -> None:
    assert author
    with called.database.unit_of_work(write=False) as work:
        mails = [
            f"{each.subject} {each.body}"
            for each in work.session.scalars(select(OutboxMessage))
        ]

    assert [mail for mail in mails if NOTE in mail] == []


def test_staff_read_both_on_the_page_of_the_item(
    called: Newsroom, author: tuple[Caller, Actor]
) -> None:
    assert author
    samuel, _ = called.person("Samuel", Role.MODERATOR)
    with called.database.unit_of_work(write=False) as work:
        item_id = work.session.scalar(
            select(Decision.item_id).where(Decision.action == "reject")
        )

    page = samuel.client.get(f"/queue/items/{item_id}").get_data(as_text=True)

    assert NOTE in page
    assert WORDS in page
