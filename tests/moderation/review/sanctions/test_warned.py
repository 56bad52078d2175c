"""What a warned reader sees, and how they can write again."""

from __future__ import annotations

import re
from html import unescape

import pytest

from auth.core.actor import Actor
from auth.core.permissions import Role
from moderation.discussion.models import Comment
from tests.calling import Caller, Newsroom

ARTICLE = "/articles/truce"
TYPED = "An answer that took\nan hour."


@pytest.fixture
def warned(called: Newsroom) -> tuple[Caller, Actor]:
    """Nour, whom a moderator has warned."""
    reader, author = called.person("Nour")
    called.comment(author, "A rude word.")
    moderator, _ = called.person("Edith", Role.MODERATOR)
    moderator.send(
        f"/staff/authors/{author.account_id}/sanctions",
        kind="warn",
        reason="insult",
        words="He reads this too.",
    )
    return reader, author


def seen(caller: Caller, page: str) -> str:
    return unescape(caller.client.get(page).get_data(as_text=True))


def warning_on(page: str) -> str:
    """Return the id of the warning whose button is on *page*."""
    [sanction_id] = re.findall(r"/my-sanctions/(\d+)/acknowledge", page)
    return str(sanction_id)


@pytest.mark.parametrize("page", ["/", ARTICLE, "/following"])
def test_every_page_shows_the_warning_with_its_reasons(
    warned: tuple[Caller, Actor], page: str
) -> None:
    shown = seen(warned[0], page)
    assert "A moderator has warned you. The reason: Insults someone." in shown
    assert "He reads this too." in shown
    assert warning_on(shown)


@pytest.mark.usefixtures("warned")
def test_nobody_else_sees_it(called: Newsroom) -> None:
    other, _ = called.person("Rashid")
    for caller in (other, called.visitor()):
        assert "has warned you" not in seen(caller, ARTICLE)


@pytest.mark.parametrize("form", ["new", "edit"])
def test_what_a_warned_reader_types_is_refused_and_kept(
    called: Newsroom, warned: tuple[Caller, Actor], form: str
) -> None:
    reader, author = warned
    page = f"{ARTICLE}/comments"
    if form == "edit":
        with called.database.unit_of_work(write=False) as work:
            comment = work.session.query(Comment).one()
            assert comment.author_id == author.account_id
            page = f"/comments/{comment.id}/edit"
    before = called.rows()
    answer = reader.send(page, text=TYPED)
    assert answer.status_code == 403
    shown = unescape(answer.get_data(as_text=True))
    assert TYPED in shown
    assert "read the warning" in shown
    assert called.rows() == before


def test_the_refused_text_goes_out_with_the_warning_confirmed(
    warned: tuple[Caller, Actor],
) -> None:
    reader, _ = warned
    path = f"{ARTICLE}/comments"
    number = warning_on(seen(reader, "/"))
    refused = reader.send(path, text=TYPED).get_data(as_text=True)
    assert f'name="read_warning" value="{number}"' in refused
    again = reader.send(path, read_warning=number, text=TYPED)
    assert again.status_code == 303
    assert "has warned you" not in seen(reader, ARTICLE)


def test_confirming_leads_back_to_where_the_reader_was(
    warned: tuple[Caller, Actor],
) -> None:
    reader, _ = warned
    number = warning_on(seen(reader, ARTICLE))
    answer = reader.send(f"/my-sanctions/{number}/acknowledge", next=ARTICLE)
    assert answer.location == ARTICLE
    assert "You can write again." in seen(reader, ARTICLE)
    assert reader.send(f"{ARTICLE}/comments", text=TYPED).status_code == 303


def test_nobody_confirms_the_warning_of_another(
    called: Newsroom, warned: tuple[Caller, Actor]
) -> None:
    number = warning_on(seen(warned[0], "/"))
    other, _ = called.person("Rashid")
    assert other.send(f"/my-sanctions/{number}/acknowledge").status_code == 404
    answer = other.send(f"{ARTICLE}/comments", text=TYPED, read_warning=number)
    assert answer.status_code == 404
    assert "has warned you" in seen(warned[0], "/")


@pytest.mark.parametrize("confirms", [False, True])
def test_a_suspended_reader_is_not_promised_that_confirming_lets_them_write(
    called: Newsroom, warned: tuple[Caller, Actor], confirms: bool
) -> None:
    reader, author = warned
    moderator, _ = called.person("Ruth", Role.MODERATOR)
    moderator.send(
        f"/staff/authors/{author.account_id}/sanctions",
        kind="suspend",
        reason="insult",
        days="7",
    )
    page = seen(reader, ARTICLE)
    if confirms:
        reader.send(f"/my-sanctions/{warning_on(page)}/acknowledge", next=ARTICLE)
        page = seen(reader, ARTICLE)

    assert "You cannot write here until" in page
    assert "You can write again" not in page


@pytest.mark.parametrize(
    ("sanction", "is_told", "is_recalled"),
    [
        ("none", False, False),
        ("a warning", True, False),
        ("a warning that was read", False, True),
        ("a proposed ban", False, False),
    ],
)
def test_my_comments_tells_of_a_sanction_only_while_it_stands(
    called: Newsroom, sanction: str, is_told: bool, is_recalled: bool
) -> None:
    reader, author = called.person("Nour")
    called.comment(author, "A rude word.")
    moderator, _ = called.person("Edith", Role.MODERATOR)
    kind = "ban" if "ban" in sanction else "warn"
    if sanction != "none":
        page = f"/staff/authors/{author.account_id}/sanctions"
        assert moderator.send(page, kind=kind, reason="insult").status_code == 303
    if "read" in sanction:
        number = warning_on(seen(reader, ARTICLE))
        reader.send(f"/my-sanctions/{number}/acknowledge")

    page = seen(reader, "/my-comments")

    assert ("imposed a sanction on your account" in page) == is_told
    assert ("Earlier sanctions" in page) == is_recalled
