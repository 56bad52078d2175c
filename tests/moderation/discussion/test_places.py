"""Links that lead to the right place: to a comment, to the story, on one site."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from auth.core.models import Site
from moderation.community.models import Follow
from moderation.discussion.rules import Status
from moderation.discussion.services.threads import REPLIES_A_PAGE
from moderation.review.items.models import Report
from tests.calling import Newsroom, refused


def test_a_link_to_a_comment_leads_to_its_place_on_the_page_that_shows_it(
    called: Newsroom,
) -> None:
    _, ann = called.person("Ann")
    head = called.comment(ann, "First")
    replies = [
        called.comment(ann, f"Reply {number}", parent_id=head)
        for number in range(REPLIES_A_PAGE + 9)
    ]
    client = called.visitor().client

    for comment_id in (head, replies[0], replies[REPLIES_A_PAGE - 1], replies[-1]):
        answer = client.get(f"/comments/{comment_id}")
        page, _, place = answer.location.partition("#")
        assert answer.status_code == 302
        assert place == f"comment-{comment_id}"
        assert f'id="{place}"' in client.get(page).get_data(as_text=True)


def test_a_later_page_of_a_thread_leads_to_its_beginning(called: Newsroom) -> None:
    _, ann = called.person("Ann")
    head = called.comment(ann, "First")
    for number in range(REPLIES_A_PAGE + 1):
        last = called.comment(ann, f"Reply {number}", parent_id=head)

    page = called.visitor().client.get(f"/comments/{last}", follow_redirects=True)

    assert f'<a href="/threads/{head}">Earlier replies</a>' in page.text


@pytest.mark.parametrize("status", [Status.WAITING, Status.HELD, Status.REJECTED])
def test_a_link_to_a_hidden_comment_is_not_found(
    called: Newsroom, status: Status
) -> None:
    _, ann = called.person("Ann")
    hidden = called.comment(ann, "Hidden", status=status)

    assert called.visitor().client.get(f"/comments/{hidden}").status_code == 404


def test_a_story_that_is_read_elsewhere_is_linked(called: Newsroom) -> None:
    story = "https://courier.example/truce"
    body = {"url": story, "headline": "A truce holds"}
    called.key("articles").call("PUT", "/articles/truce", json=body)
    client = called.visitor().client

    for page in ("/", "/articles/truce"):
        assert f'<a href="{story}">' in client.get(page).get_data(as_text=True)


def test_a_story_that_is_read_here_is_not_linked_to_itself(called: Newsroom) -> None:
    page = called.visitor().client.get("/articles/truce").get_data(as_text=True)

    assert "Read the story" not in page


def test_a_form_of_one_site_does_not_act_on_a_comment_of_another(
    called: Newsroom,
) -> None:
    _, ann = called.person("Ann")
    reader, _ = called.person("Ben")
    head = str(called.comment(ann, "First"))
    with called.database.unit_of_work(write=True) as work:
        work.session.scalars(select(Site)).one().host = "courier.example"
        for name in ("Gazette", "Herald"):
            host = "localhost" if name == "Gazette" else "herald.example"
            site = Site(name=name, host=host, allowed_origins=[], created_at=work.now)
            work.session.add(site)

    answers = [
        reader.send(f"/comments/{head}/report", reason="hate"),
        reader.send("/follows", act="follow", target="thread", target_id=head),
        reader.send("/follows", act="follow", target="article", target_id="1"),
    ]
    refused(reader.post(f"/comments/{head}/reports", {"reason": "hate"}), 404)

    assert [each.status_code for each in answers] == [404, 404, 404]
    with called.database.unit_of_work(write=False) as work:
        for table in (Report, Follow):
            assert work.session.scalar(select(func.count()).select_from(table)) == 0
