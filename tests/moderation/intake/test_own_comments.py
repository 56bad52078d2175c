"""How readers find and delete their own comments."""

from __future__ import annotations

import pytest

from moderation.discussion.rules import Status
from tests.calling import Newsroom
from tests.pages import tags

ARTICLE = "/articles/truce"


def test_deleting_asks_first(called: Newsroom) -> None:
    reader, actor = called.person("Nour")
    own = called.comment(actor, "A word to regret.")

    asked = reader.client.get(f"/comments/{own}/delete").get_data(as_text=True)

    assert "A word to regret." in asked
    assert "A word to regret." in reader.client.get(ARTICLE).get_data(as_text=True)


@pytest.mark.parametrize("page", [ARTICLE, "/my-comments"])
def test_no_page_of_comments_deletes_by_one_click(called: Newsroom, page: str) -> None:
    reader, actor = called.person("Nour")
    own = called.comment(actor, "A word.")

    shown = reader.client.get(page).get_data(as_text=True)

    assert f"/comments/{own}/delete" in {each["href"] for each in tags(shown, "a")}
    assert f"/comments/{own}/delete" not in {
        each.get("action") for each in tags(shown, "form")
    }


@pytest.mark.parametrize("status", [Status.PUBLISHED, Status.HELD, Status.WAITING])
def test_my_comments_leads_to_each_comment(called: Newsroom, status: Status) -> None:
    reader, actor = called.person("Nour")
    own = called.comment(actor, "A word.", status=status)

    page = reader.client.get("/my-comments").get_data(as_text=True)

    assert f"/comments/{own}" in {each["href"] for each in tags(page, "a")}


def test_nobody_is_named_whose_comment_is_gone(called: Newsroom) -> None:
    amina, actor = called.person("Amina")
    _, other = called.person("Deniz")
    head = called.comment(actor, "A first word.")
    called.comment(other, "An answer.", parent_id=head)
    amina.send(f"/comments/{head}/delete")

    for page in (ARTICLE, f"/threads/{head}", "/readers/deniz"):
        shown = called.visitor().client.get(page).get_data(as_text=True)
        assert "An answer." in shown
        assert "Amina" not in shown
