"""The public part of a page: the same for everybody, and never out of date."""

from __future__ import annotations

import re

import pytest
from flask_wtf.csrf import generate_csrf

from auth.core.actor import Actor
from auth.core.permissions import Role
from moderation.discussion.rules import Status
from moderation.notifications.models import Notification
from moderation.notifications.rules import NotificationKind
from moderation.web.public_part import parts
from tests.calling import Caller, Newsroom
from tests.counting import statements

PAGES = ("/articles/truce", "/threads/1", "/articles/truce?sort=oldest")


@pytest.fixture
def nour(called: Newsroom) -> tuple[Caller, Actor]:
    """The author of a published comment with a reply, and of a held one."""
    caller, author = called.person("Nour")
    head = called.comment(author, "The first.")
    called.comment(author, "A reply.", parent_id=head)
    called.comment(author, "A doubt.", status=Status.HELD)
    return caller, author


@pytest.mark.parametrize("page", PAGES)
def test_five_people_are_given_the_same_public_part(
    called: Newsroom, nour: tuple[Caller, Actor], page: str
) -> None:
    _, author = nour
    muting, _ = called.person("Rashid")
    muting.send(
        "/follows", act="mute", target="reader", target_id=str(author.account_id)
    )
    following, _ = called.person("Ruth")
    following.send("/follows", act="follow", target="thread", target_id="1")
    people = [
        nour[0],
        muting,
        following,
        called.person("Edith", Role.MODERATOR)[0],
        called.person("Ada", Role.ADMIN)[0],
    ]
    kept = called.app.extensions["ceasefire.public_parts"]

    rendered = []
    for person in people:
        kept.clear()
        assert person.client.get(page).status_code == 200
        rendered.append([entry.value.pieces for entry in kept._entries.values()])

    assert rendered[0]
    assert rendered == [rendered[0]] * len(people)


def test_what_staff_alone_see_of_a_thread_is_not_kept(
    called: Newsroom, nour: tuple[Caller, Actor]
) -> None:
    held = called.comment(nour[1], "A lie.", parent_id=1, status=Status.HELD)
    kept = called.app.extensions["ceasefire.public_parts"]
    edith, _ = called.person("Edith", Role.MODERATOR)
    kept.clear()

    seen = [
        person.client.get("/threads/1").get_data(as_text=True)
        for person in (edith, called.person("Ruth")[0])
    ]

    assert [f'id="comment-{held}"' in page for page in seen] == [True, False]
    assert not any(held in entry.value.views for entry in kept._entries.values())


def test_staff_see_the_same_whether_a_reader_was_there_before_or_not(
    called: Newsroom, nour: tuple[Caller, Actor]
) -> None:
    called.comment(nour[1], "A lie.", parent_id=1, status=Status.HELD)
    edith, _ = called.person("Edith", Role.MODERATOR)

    def seen() -> str:
        page = edith.client.get("/threads/1").get_data(as_text=True)
        return re.sub(r'_key" value="[^"]+"', "", page)

    called.app.extensions["ceasefire.public_parts"].clear()
    alone = seen()
    nour[0].client.get("/threads/1")

    assert seen() == alone


@pytest.mark.parametrize("page", PAGES)
def test_everybody_without_our_cookies_is_given_the_same_bytes(
    called: Newsroom, nour: tuple[Caller, Actor], page: str
) -> None:
    first = called.visitor().client.get(page)
    nour[0].client.get(page)
    again = called.visitor()
    again.client.set_cookie("of_somebody_else", "1")

    second = again.client.get(page, headers={"User-Agent": "other"})

    assert first.data == second.data
    assert "Set-Cookie" not in first.headers
    assert "Cookie" not in first.headers.get("Vary", "")
    assert first.headers["Cache-Control"].startswith("public, max-age=0, s-maxage=")
    assert first.headers["ETag"] == second.headers["ETag"]


@pytest.mark.parametrize("cookie", ["sid", "handoff", "receipt", "device", "form"])
def test_with_one_of_our_cookies_nothing_may_be_shared(
    called: Newsroom, cookie: str
) -> None:
    visitor = called.visitor()
    visitor.client.set_cookie(cookie, "unknown")

    answer = visitor.client.get("/articles/truce")

    assert "public" not in answer.headers["Cache-Control"]
    assert "Cookie" in answer.headers["Vary"]


def test_a_known_page_is_answered_with_not_modified(
    called: Newsroom, nour: tuple[Caller, Actor]
) -> None:
    visitor = called.visitor().client
    tag = visitor.get("/articles/truce").headers["ETag"]

    same = visitor.get("/articles/truce", headers={"If-None-Match": tag})
    called.comment(nour[1], "The next.")
    changed = visitor.get("/articles/truce", headers={"If-None-Match": tag})

    assert (same.status_code, same.data) == (304, b"")
    assert changed.status_code == 200


def test_a_reader_sees_their_own_comments_and_the_forms(
    called: Newsroom, nour: tuple[Caller, Actor]
) -> None:
    page = nour[0].client.get("/articles/truce").get_data(as_text=True)
    visitor = called.visitor().client.get("/articles/truce").get_data(as_text=True)

    assert "A doubt." in page
    assert page.count("Edit<span") == 3
    tokens = re.findall(r'name="csrf_token" value="([^"]+)"', page)
    keys = re.findall(r'name="idempotency_key" value="([^"]+)"', page)
    assert len(set(tokens)) == 1
    assert len(keys) == len(set(keys)) == 3
    assert "A doubt." not in visitor
    assert "<form" not in visitor


@pytest.mark.parametrize(
    ("status", "links"),
    [(Status.WAITING, 0), (Status.HELD, 1)],
    ids=["waiting", "held"],
)
def test_a_held_comment_leads_its_author_to_the_reason(
    called: Newsroom, status: Status, links: int
) -> None:
    caller, author = called.person("Huda")
    comment_id = called.comment(author, "Another doubt.", status=status)

    page = caller.client.get("/articles/truce").get_data(as_text=True)

    link = f'<a href="/my-comments/{comment_id}/statement">Read why</a>'
    assert page.count(link) == links


@pytest.mark.usefixtures("nour")
@pytest.mark.parametrize("page", [*PAGES, "/embed/articles/truce"])
def test_a_reader_is_sent_a_kept_page_with_few_statements(
    called: Newsroom, page: str
) -> None:
    first, _ = called.person("Rashid")
    second, _ = called.person("Ruth")
    first.client.get(page)

    with statements(called.database) as sent:
        text = second.client.get(page).get_data(as_text=True)

    assert len([each for each in sent if each != "BEGIN"]) <= 5
    assert "<bdi>Ruth</bdi>" in text
    assert "<bdi>Rashid</bdi>" not in text


def test_a_kept_page_shows_each_reader_their_own_news(
    called: Newsroom, nour: tuple[Caller, Actor]
) -> None:
    _, author = called.person("Rashid")
    answer = called.comment(author, "An answer.", parent_id=1)
    with called.database.unit_of_work(write=True) as work:
        told = Notification(
            account_id=nour[1].account_id,
            kind=NotificationKind.REPLY,
            comment_id=answer,
            created_at=work.now,
        )
        work.session.add(told)

    pages = [
        person.client.get("/articles/truce").get_data(as_text=True)
        for person in (nour[0], called.person("Ruth")[0])
    ]

    assert ['visually-hidden"> new</span>' in page for page in pages] == [True, False]


@pytest.mark.usefixtures("nour")
def test_a_follower_of_an_article_is_offered_to_unfollow(called: Newsroom) -> None:
    ruth, _ = called.person("Ruth")
    before = ruth.client.get("/articles/truce").get_data(as_text=True)
    ruth.send("/follows", act="follow", target="article", target_id="1")

    after = ruth.client.get("/articles/truce").get_data(as_text=True)

    assert "Follow this article" in before
    assert "Unfollow this article" in after
    assert "Unfollow this article" not in before


@pytest.mark.usefixtures("nour")
def test_a_message_is_shown_once_on_a_kept_page(called: Newsroom) -> None:
    ruth, _ = called.person("Ruth")
    with ruth.client.session_transaction() as kept:
        kept["_flashes"] = [("message", "It is done.")]

    pages = [ruth.client.get("/articles/truce").get_data(as_text=True) for _ in "ab"]

    assert ["It is done." in page for page in pages] == [True, False]


def test_a_template_cannot_put_one_readers_form_token_into_a_kept_page(
    called: Newsroom, nour: tuple[Caller, Actor], monkeypatch: pytest.MonkeyPatch
) -> None:
    nour[0].client.get("/articles/truce")
    called.app.extensions["ceasefire.public_parts"].clear()
    environment = called.app.jinja_env
    careless = environment.from_string("{{ discussion }}{{ real_token() }}")
    environment.globals["real_token"] = generate_csrf
    found = environment.get_template
    monkeypatch.setattr(
        environment,
        "get_template",
        lambda name, *given: (
            careless if name == "discussion/article.html" else found(name, *given)
        ),
    )

    answer = nour[0].client.get("/articles/truce")

    assert answer.status_code == 500


def test_no_mark_of_a_slot_is_left_in_a_page(
    called: Newsroom, nour: tuple[Caller, Actor]
) -> None:
    people = [called.visitor(), nour[0], called.person("Edith", Role.MODERATOR)[0]]
    for person in people:
        for page in PAGES:
            assert "<!--" not in person.client.get(page).get_data(as_text=True)


def test_the_public_part_cannot_look_at_the_request(called: Newsroom) -> None:
    template = called.app.jinja_env.from_string("{{ actor.display_name }}")
    with called.app.test_request_context("/articles/truce"):
        hidden = parts.hidden()
        with pytest.raises(RuntimeError, match="display_name"):
            template.render(hidden)
