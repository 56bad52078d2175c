"""A refused comment is kept and can be sent again, whatever the reason."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from auth.core.permissions import Role
from moderation import app as application
from moderation.discussion.models import Article, Comment, Revision
from moderation.discussion.rules import Status
from tests.calling import Caller, Newsroom
from tests.forms import form_to

ARTICLE = "/articles/truce"
POST = f"{ARTICLE}/comments"
FROM_HERE = {"Origin": "http://localhost"}
TYPED = "An answer that\ntook an hour."


def texts(newsroom: Newsroom) -> list[str]:
    with newsroom.database.unit_of_work(write=False) as work:
        return list(work.session.scalars(select(Revision.text).order_by(Revision.id)))


def set_open(newsroom: Newsroom, *, is_open: bool) -> None:
    with newsroom.database.unit_of_work(write=True) as work:
        article = work.session.scalars(select(Article)).one()
        article.closed_at = None if is_open else work.now


def again(caller: Caller, page: str, path: str, **changes: str) -> int:
    """Send the form on the page for refused forms; return the status."""
    form = form_to(page, path)
    return int(caller.client.post(path, data=form.filled(**changes)).status_code)


def test_a_comment_under_an_article_that_closed_meanwhile(called: Newsroom) -> None:
    reader, _ = called.person("Nour")
    set_open(called, is_open=False)

    refused = reader.send(POST, text=TYPED)
    set_open(called, is_open=True)

    assert refused.status_code == 409
    assert "Comments on this article are closed." in refused.text
    assert "so you can copy it or send it later" in refused.text
    assert again(reader, refused.text, POST) == 303
    assert texts(called) == [TYPED]


def test_a_comment_too_many(called: Newsroom, tmp_path: object) -> None:
    config = application.testing_config(tmp_path, comments_a_minute=1)  # type: ignore[arg-type]
    slow = Newsroom(
        application.create_app(config, application.Parts(called.database)),
        called.database,
        called.now,
    )
    reader, _ = slow.person("Nour")
    reader.send(POST, text="The first.")

    refused = reader.send(POST, text=TYPED)

    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "60"
    assert "You can send it again in 1 minute." in refused.text
    assert form_to(refused.text, POST).typed["text"] == TYPED


def test_an_exact_repeat(called: Newsroom) -> None:
    reader, _ = called.person("Nour")
    reader.send(POST, text=TYPED)

    refused = reader.send(POST, text=TYPED)

    assert refused.status_code == 409
    assert again(reader, refused.text, POST, text="Another thought.") == 303
    assert texts(called) == [TYPED, "Another thought."]


@pytest.mark.parametrize(
    ("text", "better"),
    [(" \n", TYPED), ("x" * 10_001, "x" * 10_000), ("a\x07b", "ab"), ("a\0b", "ab")],
    ids=["empty", "too long", "a control character", "a NUL"],
)
def test_a_text_that_cannot_be_taken(called: Newsroom, text: str, better: str) -> None:
    reader, _ = called.person("Nour")

    refused = reader.send(POST, text=text)

    assert refused.status_code == 422
    kept = form_to(refused.text, POST).typed["text"]
    assert kept.strip() == text.replace("\0", "").strip()
    assert again(reader, refused.text, POST, text=better) == 303
    assert texts(called) == [better]


def test_a_suspended_author(called: Newsroom) -> None:
    reader, author = called.person("Nour")
    moderator, _ = called.person("Edith", Role.MODERATOR)
    sanction = f"/staff/authors/{author.account_id}/sanctions"
    moderator.send(sanction, kind="suspend", reason="insult", days="3")

    refused = reader.send(POST, text=TYPED)

    assert refused.status_code == 403
    assert "You cannot write here until" in refused.text
    assert form_to(refused.text, POST).typed["text"] == TYPED


def test_a_reply_to_a_comment_that_was_removed_meanwhile(called: Newsroom) -> None:
    reader, author = called.person("Nour")
    parent_id = called.comment(author, "Hello.", status=Status.REJECTED)

    refused = reader.send(POST, text=TYPED, parent_id=str(parent_id))

    assert refused.status_code == 422
    kept = form_to(refused.text, POST)
    assert kept.value("parent_id") == str(parent_id)
    assert kept.typed["text"] == TYPED


def test_a_key_that_came_with_another_text_is_replaced(called: Newsroom) -> None:
    reader, _ = called.person("Nour")
    reader.send(POST, text="The first.", idempotency_key="one")

    refused = reader.send(POST, text=TYPED, idempotency_key="one")

    assert refused.status_code == 422
    assert form_to(refused.text, POST).value("idempotency_key") != "one"
    assert again(reader, refused.text, POST) == 303
    assert texts(called) == ["The first.", TYPED]


def test_a_form_that_was_taken_though_no_answer_came_is_taken_once(
    called: Newsroom,
) -> None:
    reader, _ = called.person("Nour")
    reader.send(POST, text=TYPED, idempotency_key="one")

    stale = {"csrf_token": "old", "text": TYPED, "idempotency_key": "one"}
    refused = reader.client.post(POST, data=stale, headers=FROM_HERE)

    assert again(reader, refused.text, POST) == 303
    assert texts(called) == [TYPED]


def test_an_edit_in_two_windows_is_not_overwritten_unseen(called: Newsroom) -> None:
    reader, author = called.person("Nour")
    comment_id = called.comment(author, "The first text.")
    path = f"/comments/{comment_id}/edit"
    old = form_to(reader.client.get(path).text, "")
    reader.client.post(path, data=old.filled(text="From the other window."))

    refused = reader.client.post(path, data=old.filled(text=TYPED))

    assert refused.status_code == 409
    assert "edited in the meantime" in refused.text
    assert again(reader, refused.text, path) == 303
    assert texts(called)[-1] == TYPED


def test_a_report_without_a_reason_keeps_its_note(called: Newsroom) -> None:
    reader, _ = called.person("Nour")
    _, author = called.person("Rashid")
    path = f"/comments/{called.comment(author, 'Hello.')}/report"

    refused = reader.send(path, note="It names my street.")

    assert refused.status_code == 422
    assert form_to(refused.text, path).typed["note"] == "It names my street."
    assert again(reader, refused.text, path, reason="insult") == 303


def test_a_text_past_what_a_form_can_hold_is_refused_with_a_way_back(
    called: Newsroom,
) -> None:
    reader, _ = called.person("Nour")

    within = reader.send(POST, text="x" * 1_500_000)
    beyond = reader.send(POST, text="x" * 2_500_000)

    assert within.status_code == 422
    assert len(form_to(within.text, POST).typed["text"]) == 1_500_000
    assert beyond.status_code == 413
    assert "Back button" in beyond.text
    assert "Open the page again" not in beyond.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://localhost"},
        {},
    ],
    ids=["cross-site", "another origin", "a neighbour", "unknown"],
)
@pytest.mark.parametrize("is_logged_in", [True, False])
def test_what_another_site_may_have_sent_can_be_neither_sent_nor_carried(
    called: Newsroom, headers: dict[str, str], is_logged_in: bool
) -> None:
    reader = called.person("Nour")[0] if is_logged_in else called.visitor()

    refused = reader.client.post(POST, data={"text": "Forged."}, headers=headers)

    assert refused.status_code in (400, 403)
    assert f'action="{POST}"' not in refused.text
    assert 'name="kept"' not in refused.text


def count(newsroom: Newsroom) -> int:
    with newsroom.database.unit_of_work(write=False) as work:
        return work.session.scalar(select(func.count()).select_from(Comment)) or 0


@pytest.mark.parametrize("spoil", [lambda text: text[:-2] + "AA", lambda _: "made up"])
def test_only_a_form_that_was_signed_here_is_carried(
    called: Newsroom, spoil: Callable[[str], str]
) -> None:
    reader, _ = called.person("Nour")
    reader.client.delete_cookie("sid")
    refused = reader.send(POST, text=TYPED)
    login = form_to(refused.text, "/login")

    answer = reader.client.post(
        "/login", data=login.filled(kept=spoil(login.value("kept")), email="no")
    )

    assert answer.status_code == 422
    assert TYPED not in answer.text
    assert count(called) == 0


def test_a_text_too_long_to_carry_is_shown_and_says_so(called: Newsroom) -> None:
    reader, _ = called.person("Nour")
    reader.client.delete_cookie("sid")

    refused = reader.send(POST, text="x" * 200_001)

    assert refused.status_code == 401
    assert 'name="kept"' not in refused.text
    assert "too long to keep while you log in" in refused.text
    assert "x" * 200_001 in refused.text


def test_the_next_page_says_which_draft_was_accepted_and_says_it_once(
    called: Newsroom,
) -> None:
    reader, _ = called.person("Nour")
    refused = reader.send(POST, text="", draft="truce/new")
    before = reader.client.get(ARTICLE).text

    again(reader, refused.text, POST, text=TYPED)

    said = 'data-accepted="truce/new"'
    assert said not in before
    assert said in reader.client.get(ARTICLE).text
    assert said not in reader.client.get(ARTICLE).text


@pytest.mark.parametrize("path", [ARTICLE, "/comments/1/edit"])
def test_the_limit_on_the_page_is_the_setting(called: Newsroom, path: str) -> None:
    reader, author = called.person("Nour")
    called.comment(author, "Hello.")
    limits = {**vars(called.app.extensions["ceasefire.config"])}

    page = reader.client.get(path).text

    assert f'data-limit="{limits["comment_max_characters"]}"' in page
