"""The word list page: saving a list, refusing a phrase, trying a list out."""

from __future__ import annotations

import pytest

from auth.core.permissions import Role
from moderation.discussion.models import Revision
from moderation.intake.insults import codes, insults_in
from moderation.intake.phrases import checked
from tests import newsroom
from tests.calling import Newsroom

PAGE = "/admin/word-list"


@pytest.mark.parametrize(
    "text",
    [
        "You are a fool",
        "You are a f&#111;&#111;l",
        "You are a fo\u200bol",
        "[here](https://fool.example)",
        "You are a f**oo**l",
    ],
)
def test_a_listed_word_holds_a_comment_however_it_is_typed(
    called: Newsroom, text: str
) -> None:
    admin, _ = called.person("Ada", Role.ADMIN)
    _, author = called.person("Nour")
    admin.send(PAGE, phrases="fool")

    with called.database.unit_of_work(write=True) as work:
        under = newsroom.article(work.session, now=work.now)
        comment = newsroom.post(work.session, author, under, text, now=work.now)
        causes = work.session.get_one(Revision, comment.latest_revision_id).rule_causes

    assert causes == ["word list: fool"]


def test_a_phrase_that_cannot_be_found_is_refused_and_the_list_stays_on_the_page(
    called: Newsroom,
) -> None:
    admin, _ = called.person("Ada", Role.ADMIN)

    answer = admin.send(PAGE, phrases="don't tread\n...")

    assert answer.status_code == 422
    assert "“...” cannot be found in any comment" in answer.text
    assert "don&#39;t tread" in answer.text
    assert "tread" not in admin.client.get(PAGE).text


def test_a_list_can_be_tried_on_the_comments_of_the_last_month(
    called: Newsroom,
) -> None:
    admin, _ = called.person("Ada", Role.ADMIN)
    _, author = called.person("Nour")
    called.comment(author, "Buy now at spam.example")
    called.comment(author, "A calm word")

    answer = admin.send(PAGE, phrases="spam.example\nunheard", act="try")

    assert "Compared with the newest 2 comments" in answer.text
    assert "Buy now at spam.example" in answer.text
    assert "A calm word" not in answer.text
    assert "spam.example" not in admin.client.get(PAGE).text


def test_insults_of_a_language_are_added_to_the_form_and_hold_nothing_yet(
    called: Newsroom,
) -> None:
    admin, _ = called.person("Ada", Role.ADMIN)

    answer = admin.send(PAGE, phrases="fool", act="add", language="de")

    assert "fool\nanalritter" in answer.text
    assert "Nothing has been saved." in answer.text
    assert "analritter" not in admin.client.get(PAGE).text


def test_a_language_without_a_list_is_refused_and_the_list_stays_on_the_page(
    called: Newsroom,
) -> None:
    admin, _ = called.person("Ada", Role.ADMIN)

    answer = admin.send(PAGE, phrases="fool", act="add", language="tlh")

    assert answer.status_code == 422
    assert "Choose a language that has a list." in answer.text
    assert "fool" in answer.text


@pytest.mark.parametrize("language", sorted(codes()))
def test_every_phrase_of_a_list_of_insults_can_be_found(language: str) -> None:
    phrases = insults_in(language)

    assert checked(phrases) == phrases
