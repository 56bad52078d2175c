"""The pages in a frame on a publisher's page."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select, update
from werkzeug.test import EnvironBuilder, run_wsgi_app

from auth.core.models import Site
from auth.core.permissions import Role
from moderation.discussion.rules import Status
from tests.calling import Newsroom

PAPER = "https://www.courier.example"
FRAMES = (
    "/embed/articles/truce",
    "/embed/threads/1",
    "/embed/comments/1/report",
    "/embed/articles/gone",
    "/embed/name",
    "/embed/comments/1/edit",
    "/embed/nothing",
    "/embed/logout",
)
NEVER_FRAMED = ("/", "/articles/truce", "/login", "/register", "/account", "/queue")


@pytest.fixture
def paper(called: Newsroom) -> Newsroom:
    """A newsroom whose site allows one newspaper, with a comment."""
    with called.database.unit_of_work(write=True) as work:
        work.session.execute(update(Site).values(allowed_origins=[PAPER]))
    _, rita = called.person("Rita")
    called.comment(rita, "A thought about the truce.")
    return called


def ancestors(paper: Newsroom, path: str) -> str:
    answer = paper.visitor().client.get(path)
    policy = answer.headers["Content-Security-Policy"]
    [found] = [each for each in policy.split("; ") if each.startswith("frame-anc")]
    return found.removeprefix("frame-ancestors ")


@pytest.mark.parametrize("path", FRAMES)
def test_only_the_origins_of_the_site_may_frame_a_page(
    paper: Newsroom, path: str
) -> None:
    assert ancestors(paper, path) == PAPER


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/embed/articles/truce/comments", 400),
        ("/embed/comments/1/report", 400),
        ("/embed/name", 400),
        ("/embed/logout", 400),
    ],
)
def test_a_refused_form_is_shown_where_it_was_sent(
    paper: Newsroom, path: str, status: int
) -> None:
    answer = paper.visitor().client.post(path, data={"text": "Lost?"})

    assert answer.status_code == status
    assert f"frame-ancestors {PAPER}" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cross-Origin-Embedder-Policy"] == "require-corp"


@pytest.mark.parametrize("path", ["/embed/name", "/embed/comments/1/edit"])
def test_a_reader_whose_log_in_has_ended_can_log_in_again_in_a_window(
    paper: Newsroom, path: str
) -> None:
    answer = paper.visitor().client.get(path)

    assert answer.status_code == 401
    [link] = re.findall(r"<a href=\"/login\"[^>]*>", answer.text)
    assert 'target="_blank"' in link
    assert "data-login" in link


def test_an_origin_that_was_removed_may_frame_nothing(paper: Newsroom) -> None:
    ancestors(paper, FRAMES[0])
    with paper.database.unit_of_work(write=True) as work:
        work.session.scalars(select(Site)).one().allowed_origins = []

    assert ancestors(paper, FRAMES[0]) == "'none'"


def test_the_looks_of_one_page_are_not_those_of_another(paper: Newsroom) -> None:
    client = paper.visitor().client

    client.get("/embed/articles/truce?theme=dark&url=https://evil.example/")
    page = client.get("/embed/articles/truce?theme=light").text

    assert "evil.example" not in page
    assert "theme=light" in page
    assert "theme=dark" not in page


@pytest.mark.parametrize("path", NEVER_FRAMED)
def test_nothing_may_frame_another_page(paper: Newsroom, path: str) -> None:
    assert ancestors(paper, path) == "'none'"


@pytest.mark.parametrize("path", FRAMES)
def test_an_isolated_page_may_show_the_frame(paper: Newsroom, path: str) -> None:
    headers = paper.visitor().client.get(path).headers

    assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert headers["Cross-Origin-Embedder-Policy"] == "require-corp"
    assert "X-Frame-Options" not in headers
    assert "Cross-Origin-Opener-Policy" not in headers


def test_a_visitor_reads_the_discussion_without_a_cookie(paper: Newsroom) -> None:
    answer = paper.visitor().client.get("/embed/articles/truce")

    assert "A thought about the truce." in answer.text
    assert "Set-Cookie" not in answer.headers


def test_links_within_the_discussion_stay_in_the_frame_and_keep_its_looks(
    paper: Newsroom,
) -> None:
    page = paper.visitor().client.get("/embed/articles/truce?theme=dark").text

    assert "/embed/comments/1/report?theme=dark" in page
    leading_out = 'href="/articles/truce" target="_top"'
    assert 'href="/articles/' not in page.replace(leading_out, "")


def test_a_reader_posts_in_the_frame_and_stays_there(paper: Newsroom) -> None:
    otto, _ = paper.person("Otto")
    page = otto.client.get("/embed/articles/truce").text
    [token] = {each.split('"')[0] for each in page.split('csrf_token" value="')[1:]}

    answer = otto.client.post(
        "/embed/articles/truce/comments",
        data={
            "csrf_token": token,
            "text": "Another thought.",
            "next": "/embed/articles/truce",
        },
    )

    assert answer.status_code == 303
    assert answer.location.startswith("/embed/articles/truce#comment-")


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.ADMIN])
def test_staff_see_no_more_in_a_frame_than_readers(paper: Newsroom, role: Role) -> None:
    _, rita = paper.person("Robin")
    paper.comment(rita, "Held for now.", waits=True)
    mona, _ = paper.person("Mona", role)

    page = mona.client.get("/embed/articles/truce").text

    assert "Logged in as" in page
    assert "At the desk" not in page
    assert "/queue" not in page


def test_a_link_to_a_comment_on_the_page_stays_on_it(paper: Newsroom) -> None:
    answer = paper.visitor().client.get("/embed/articles/truce?around=1")

    assert answer.status_code == 200
    assert "is not shown" not in answer.text


def test_a_link_to_a_comment_further_back_opens_its_thread(paper: Newsroom) -> None:
    rita = paper.person_alone("Robin")
    for number in range(25):
        paper.comment(rita, f"Thought number {number}.")

    answer = paper.visitor().client.get("/embed/articles/truce?around=1")

    assert answer.location == "/embed/threads/1#comment-1"


@pytest.mark.parametrize("status", [Status.HELD, Status.REJECTED])
def test_a_link_to_a_comment_that_readers_do_not_see_shows_nothing_of_it(
    paper: Newsroom, status: Status
) -> None:
    robin = paper.person_alone("Robin")
    hidden = paper.comment(robin, "A secret thought.", status=status)

    answer = paper.visitor().client.get(f"/embed/articles/truce?around={hidden}")

    assert answer.status_code == 200
    assert "A secret thought." not in answer.text
    assert "The comment that you are looking for is not shown." in answer.text


def test_a_page_of_somebody_who_is_logged_in_is_in_no_cache(paper: Newsroom) -> None:
    otto, _ = paper.person("Otto")

    headers = otto.client.get("/embed/articles/truce").headers

    assert headers["Cache-Control"] == "private, no-store"


def test_pages_that_delete_something_are_not_in_the_frame(paper: Newsroom) -> None:
    paths = [str(rule) for rule in paper.app.url_map.iter_rules()]

    framed = [each for each in paths if each.startswith("/embed/")]

    assert framed
    assert not [each for each in framed if "delete" in each or "account" in each]


def test_a_text_is_not_lost_when_the_log_in_has_ended(paper: Newsroom) -> None:
    otto, _ = paper.person("Otto")
    page = otto.client.get("/embed/articles/truce").text
    token = page.partition('csrf_token" value="')[2].partition('"')[0]
    otto.client.delete_cookie("sid")

    answer = otto.client.post(
        "/embed/articles/truce/comments",
        data={"csrf_token": token, "text": "A long thought."},
        headers={"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"},
    )

    assert answer.status_code == 401
    assert "A long thought." in answer.text
    assert "Log in in a window" in answer.text
    assert 'type="password"' not in answer.text


def test_a_host_that_stands_for_no_international_name_gets_a_page(
    paper: Newsroom,
) -> None:
    # The test client itself fails for such a host.
    called = EnvironBuilder("/embed/articles/truce", base_url="http://xn--a")

    _, status, _ = run_wsgi_app(paper.app, called.get_environ())

    assert status.startswith("200")
