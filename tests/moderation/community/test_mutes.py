"""The effects of muting a reader, on every page and when writing."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from moderation.community.rules import Target
from moderation.community.services import follows
from moderation.intake.worker import Worker
from moderation.notifications.services import inbox
from moderation.scoring.runtime.fixed_scorer import FixedScorer
from tests.calling import Caller, Newsroom
from tests.pages import tags

PAGES = ["/articles/truce", "/threads/{head}"]


@dataclass
class Street:
    """Amina, who has muted Deniz; Deniz wrote a comment, and Amina answered it."""

    called: Newsroom
    amina: Caller
    deniz: Caller
    ids: dict[str, int]

    def page(self, who: Caller, path: str) -> str:
        answer = who.client.get(path.format(**self.ids), follow_redirects=True)
        assert answer.status_code == 200
        return answer.get_data(as_text=True)


@pytest.fixture
def street(called: Newsroom) -> Street:
    amina, amina_actor = called.person("Amina")
    deniz, deniz_actor = called.person("Deniz")
    head = called.comment(deniz_actor, "The lorries should turn back.")
    own = called.comment(amina_actor, "They should not.", parent_id=head)
    amina.send(
        "/follows", act="mute", target="reader", target_id=str(deniz_actor.account_id)
    )
    ids = {
        "head": head,
        "own": own,
        "amina": amina_actor.account_id,
        "deniz": deniz_actor.account_id,
    }
    return Street(called, amina, deniz, ids)


@pytest.mark.parametrize("path", PAGES)
def test_a_muted_reader_is_collapsed_and_one_click_shows_the_text(
    street: Street, path: str
) -> None:
    page = street.page(street.amina, path)

    folded = page.partition('<details class="muted">')[2].partition("</details>")[0]
    assert "whom you have muted" in folded
    assert "turn back" in page.partition('<details class="muted">')[2]


@pytest.mark.parametrize("path", PAGES)
def test_nobody_else_sees_anything_collapsed(street: Street, path: str) -> None:
    for who in (street.deniz, street.called.visitor()):
        assert "muted" not in street.page(who, path)


def test_a_muted_reader_is_offered_no_reply_to_who_muted_them(street: Street) -> None:
    page = street.page(street.deniz, "/articles/truce")

    answered = [
        each["value"] for each in tags(page, "input") if each.get("name") == "parent_id"
    ]
    assert str(street.ids["own"]) not in answered
    assert str(street.ids["head"]) in answered
    assert "does not accept replies from you" in page


def test_a_muted_reader_cannot_reply_to_who_muted_them(street: Street) -> None:
    form = {"text": "You are wrong.", "parent_id": str(street.ids["own"])}
    body = {"text": "You are wrong.", "parent_id": street.ids["own"]}

    assert street.deniz.send("/articles/truce/comments", **form).status_code == 403
    assert street.deniz.post("/articles/truce/comments", body).status_code == 403


def test_muting_an_author_does_not_stop_comments_under_the_article(
    street: Street,
) -> None:
    posted = street.deniz.send("/articles/truce/comments", text="Another thought.")

    assert posted.status_code == 303


def test_an_end_to_it_shows_the_comments_again(street: Street) -> None:
    street.amina.send(
        "/follows", act="unmute", target="reader", target_id=str(street.ids["deniz"])
    )

    assert '<details class="muted">' not in street.page(street.amina, "/articles/truce")


def test_a_followed_thread_keeps_quiet_about_a_muted_reader(street: Street) -> None:
    with street.called.database.unit_of_work(write=True) as work:
        follows.follow(
            work.session,
            follower_id=street.ids["amina"],
            target=Target.THREAD,
            target_id=street.ids["head"],
            now=work.now,
        )
    street.deniz.send(
        "/articles/truce/comments",
        text="A further word.",
        parent_id=str(street.ids["head"]),
    )
    Worker(street.called.database, FixedScorer()).run_once()

    assert "A further word." in street.page(street.amina, "/articles/truce")
    assert "A further word." not in street.page(street.amina, "/following")
    with street.called.database.unit_of_work(write=False) as work:
        assert inbox.unread(work.session, street.ids["amina"]) == 0


def test_what_was_told_before_the_mute_is_told_no_longer(called: Newsroom) -> None:
    amina, amina_actor = called.person("Amina")
    deniz, deniz_actor = called.person("Deniz")
    head = called.comment(amina_actor, "A first word.")
    deniz.send("/articles/truce/comments", text="An answer.", parent_id=str(head))
    Worker(called.database, FixedScorer()).run_once()
    assert "Deniz" in amina.client.get("/notifications").get_data(as_text=True)

    amina.send(
        "/follows", act="mute", target="reader", target_id=str(deniz_actor.account_id)
    )

    assert "Deniz" not in amina.client.get("/notifications").get_data(as_text=True)


@pytest.mark.parametrize("target", ["thread", "article"])
def test_only_a_reader_can_be_muted(called: Newsroom, target: str) -> None:
    amina, _ = called.person("Amina")

    answer = amina.send("/follows", act="mute", target=target, target_id="1")

    assert answer.status_code == 422


@pytest.mark.parametrize("path", PAGES)
def test_a_reader_mutes_the_author_of_a_comment_where_it_stands(
    street: Street, path: str
) -> None:
    place = path.format(**street.ids)

    forms = street.page(street.deniz, place).split('<form class="inline"')[1:]
    buttons = [each for each in forms if 'value="mute"' in each.partition("</form>")[0]]

    assert len(buttons) == 1
    assert f'name="target_id" value="{street.ids["amina"]}"' in buttons[0]
    assert f'name="place" value="comment-{street.ids["own"]}"' in buttons[0]
    form = {"act": "mute", "target": "reader", "target_id": str(street.ids["amina"])}
    street.deniz.send("/follows", **form, next=place)
    page = street.page(street.deniz, place)
    assert '<details class="muted">' in page
    assert 'value="mute"' not in page


def test_nobody_is_asked_to_mute_without_an_account(street: Street) -> None:
    page = street.page(street.called.visitor(), "/articles/truce")

    assert 'value="mute"' not in page
