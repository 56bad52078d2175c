"""Readers are told what becomes of a comment, and whether they may write."""

from __future__ import annotations

import pytest

from auth.core.models import Account
from auth.core.permissions import Role
from moderation.intake.models import ListedPhrase
from tests.calling import Newsroom

ARTICLE = "/articles/truce"


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        (None, "check your comment before it is published"),
        ("listed", "A moderator will read"),
    ],
)
def test_a_comment_that_a_rule_holds_is_not_said_to_appear_soon(
    called: Newsroom, rule: str | None, told: str
) -> None:
    reader, actor = called.person("Nour")
    if rule:
        with called.database.unit_of_work(write=True) as work:
            phrase = ListedPhrase(
                site_id=1,
                phrase=rule,
                created_at=work.now,
                created_by_id=actor.account_id,
            )
            work.session.add(phrase)

    answer = reader.send(f"{ARTICLE}/comments", text="A listed word.")

    assert told in reader.client.get(answer.location).get_data(as_text=True)


@pytest.mark.parametrize("kind", ["warn", "suspend"])
@pytest.mark.parametrize("page", [ARTICLE, "/threads/1", "/comments/1/edit"])
def test_a_reader_who_may_not_write_is_told_before_writing(
    called: Newsroom, kind: str, page: str
) -> None:
    reader, actor = called.person("Nour")
    called.comment(actor, "A rude word.")
    moderator, _ = called.person("Edith", Role.MODERATOR)
    moderator.send(
        f"/staff/authors/{actor.account_id}/sanctions",
        kind=kind,
        reason="insult",
        days="7" if kind == "suspend" else "",
    )

    shown = reader.client.get(page).get_data(as_text=True)

    assert "textarea" not in shown
    assert {"warn": "has warned you", "suspend": "cannot write here"}[kind] in shown


@pytest.mark.parametrize(
    ("reader", "told"),
    [
        ("held", "A moderator reviews each of your comments"),
        ("unconfirmed", "once you have confirmed your e-mail address"),
    ],
)
def test_the_form_says_first_what_becomes_of_a_comment(
    called: Newsroom, reader: str, told: str
) -> None:
    caller, actor = called.person("Nour")
    if reader == "held":
        moderator, _ = called.person("Edith", Role.MODERATOR)
        moderator.send(
            f"/staff/authors/{actor.account_id}/sanctions",
            kind="premoderate",
            reason="insult",
        )
    else:
        with called.database.unit_of_work(write=True) as work:
            work.session.get_one(Account, actor.account_id).email_verified_at = None

    assert told in caller.client.get(ARTICLE).get_data(as_text=True)
