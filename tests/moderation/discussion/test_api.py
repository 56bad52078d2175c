from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from auth.core.permissions import Role
from moderation.discussion.rules import Status
from tests.calling import Newsroom, refused

PLAIN = {"url": "https://courier.example/truce", "headline": "A truce holds"}
NINJS_3 = {
    "uri": "https://courier.example/truce",
    "standard": {"name": "ninjs", "version": "3.3"},
    "type": "text",
    "versionCreated": "2026-11-01T10:00:00Z",
    "pubStatus": "usable",
    "language": "en-GB",
    "headlines": [{"role": "main", "value": "A truce holds"}],
    "bodies": [
        {"role": "main", "contentType": "text/plain", "value": "It holds."},
        {"role": "main", "contentType": "text/html", "value": "<p>It holds.</p>"},
    ],
    "subjects": [
        {"uri": "http://cv.iptc.org/newscodes/mediatopic/20000056", "name": "war"}
    ],
    "somethingNew": [1, 2, 3],
}
NINJS_1 = {
    "uri": "tag:courier.example,2026:truce",
    "versioncreated": "2026-11-01T10:00:00Z",
    "pubstatus": "usable",
    "headline": "A truce holds",
    "body_html": "<p>It holds.</p>",
    "subject": [{"code": "medtop:20000056", "name": "armed conflict"}],
}


@pytest.mark.parametrize("body", [PLAIN, NINJS_3, NINJS_1])
def test_an_article_is_registered_from_plain_json_or_ninjs(
    called: Newsroom, body: dict[str, Any]
) -> None:
    answer = called.key("articles").call("PUT", "/articles/peace", json=body)
    assert answer.status_code == 201
    assert answer.json["headline"] == "A truce holds"
    assert answer.json["is_open"]


@pytest.mark.parametrize("body", [NINJS_3, NINJS_1])
def test_ninjs_subjects_become_media_topics(
    called: Newsroom, body: dict[str, Any]
) -> None:
    answer = called.key("articles").call("PUT", "/articles/peace", json=body)
    assert answer.json["subjects"] == ["medtop:20000056"]


def test_a_known_article_is_updated(called: Newsroom) -> None:
    answer = called.key("articles").call("PUT", "/articles/truce", json=PLAIN)
    assert answer.status_code == 200
    assert called.visitor().get("/articles/truce").json["headline"] == "A truce holds"


def test_an_older_version_is_refused(called: Newsroom) -> None:
    cms = called.key("articles")
    cms.call("PUT", "/articles/peace", json=NINJS_3)
    older = NINJS_3 | {
        "versionCreated": "2026-10-31T10:00:00Z",
        "headlines": [{"value": "Old"}],
    }
    refused(cms.call("PUT", "/articles/peace", json=older), 409)
    assert cms.get("/articles/peace").json["headline"] == "A truce holds"


@pytest.mark.parametrize("status", ["withheld", "canceled"])
def test_a_story_that_is_withdrawn_is_closed(called: Newsroom, status: str) -> None:
    cms = called.key("articles")
    cms.call("PUT", "/articles/peace", json=NINJS_3 | {"pubStatus": status})
    assert cms.get("/articles/peace").json["is_open"] is False


def test_a_body_is_sanitised(called: Newsroom) -> None:
    body = PLAIN | {"body_html": '<p onclick="x()">Hi<script>alert(1)</script></p>'}
    called.key("articles").call("PUT", "/articles/peace", json=body)
    page = called.visitor().client.get("/articles/peace").get_data(as_text=True)
    assert "<p>Hi</p>" in page
    assert "alert(1)" not in page


def test_a_headline_is_text_and_not_markup(called: Newsroom) -> None:
    body = PLAIN | {"headline": "<script>alert(1)</script>"}
    called.key("articles").call("PUT", "/articles/peace", json=body)
    page = called.visitor().client.get("/articles/peace").get_data(as_text=True)
    assert "<script>alert(1)" not in page


@pytest.mark.parametrize(
    "change",
    [
        {"headline": ""},
        {"headline": " \t\n"},
        {"headline": "x" * 501},
        {"headline": 7},
        {"headline": "a\x00b"},
        {"headline": "a\u202eb"},
        {"headline": "a\ud800b"},
        {"url": "javascript:alert(1)"},
        {"url": "//elsewhere.example"},
        {"url": "https://"},
        {"url": "https://courier.example@evil.example/"},
        {"url": "https://courier.example:x@evil.example"},
        {"is_withdrawn": 1},
        {"url": ["https://courier.example"]},
        {"subjects": "medtop:1"},
        {"subjects": [1]},
        {"language": "not a language"},
        {"is_open": "yes"},
        {"is_open": 1},
        {"version_created": "yesterday"},
        {"version_created": "0001-01-01T00:00:00+14:00"},
        {"version_created": "9999-12-31T23:59:59-14:00"},
        {"body_html": "x" * 500_001},
        {"unknown": 1},
        {"comment_count": 5},
    ],
)
def test_a_bad_article_changes_nothing(
    called: Newsroom, change: dict[str, Any]
) -> None:
    cms = called.key("articles")
    before = called.rows()
    refused(cms.call("PUT", "/articles/peace", json=PLAIN | change), 422)
    assert called.rows() == before


@pytest.mark.parametrize(
    "key", ["a b", "a" * 201, "%00", "ä", "a%2Fb", "new", "%2E%2E"]
)
def test_a_bad_key_changes_nothing(called: Newsroom, key: str) -> None:
    cms = called.key("articles")
    before = called.rows()
    answer = cms.call("PUT", f"/articles/{key}", json=PLAIN)
    refused(answer, 404 if "%2F" in key else 422)
    assert called.rows() == before


def test_an_unknown_profile_is_refused_by_its_field(called: Newsroom) -> None:
    body = PLAIN | {"profile_key": "none-such"}
    answer = called.key("articles").call("PUT", "/articles/peace", json=body)
    assert refused(answer, 422)["details"] == {"field": "profile_key"}


def test_an_unknown_pub_status_is_refused(called: Newsroom) -> None:
    body = NINJS_3 | {"pubStatus": ["usable"]}
    refused(called.key("articles").call("PUT", "/articles/peace", json=body), 422)


def test_only_a_key_for_articles_registers_them(called: Newsroom) -> None:
    refused(called.visitor().call("PUT", "/articles/peace", json=PLAIN), 401)
    refused(called.key("analyze").call("PUT", "/articles/peace", json=PLAIN), 403)


def test_threads_come_with_their_first_replies(called: Newsroom) -> None:
    _, ann = called.person("Ann")
    head = called.comment(ann, "First")
    reply = called.comment(ann, "An answer", parent_id=head)
    [thread] = called.visitor().get("/articles/truce/threads").json["threads"]
    assert thread["comment"]["html"] == "<p>First</p>\n"
    assert [each["id"] for each in thread["replies"]] == [reply]


def test_pages_of_threads_follow_each_other(called: Newsroom) -> None:
    _, ann = called.person("Ann")
    posted = [called.comment(ann, f"Comment {number}") for number in range(25)]
    visitor = called.visitor()
    first = visitor.get("/articles/truce/threads?sort=oldest").json
    then = f"/articles/truce/threads?sort=oldest&after={first['next_after']}"
    second = visitor.get(then).json
    read = [each["comment"]["id"] for each in first["threads"] + second["threads"]]
    assert read == posted
    assert second["next_after"] is None


def test_replies_of_a_thread_are_read_in_order(called: Newsroom) -> None:
    _, ann = called.person("Ann")
    head = called.comment(ann, "First")
    posted = [called.comment(ann, f"Reply {each}", parent_id=head) for each in range(7)]
    replies = called.visitor().get(f"/threads/{head}/replies").json["replies"]
    assert [each["id"] for each in replies] == posted


def test_what_is_not_published_is_nowhere(called: Newsroom) -> None:
    _, ann = called.person("Ann")
    for status in (Status.WAITING, Status.REJECTED):
        hidden = called.comment(ann, f"secret words {status}", status=status)
        refused(called.visitor().get(f"/comments/{hidden}"), 404)
    said = called.visitor().get("/articles/truce/threads").get_data(as_text=True)
    assert "secret" not in said


def test_public_answers_hold_no_address_and_no_scores(called: Newsroom) -> None:
    _, ann = called.person("Ann")
    shown = called.comment(ann, "Hello")
    for path in ("/articles/truce/threads", f"/comments/{shown}"):
        said = called.visitor().get(path).get_data(as_text=True)
        assert "@" not in said
        assert "toxicity" not in said


def test_what_did_not_change_is_not_sent_again(called: Newsroom) -> None:
    _, ann = called.person("Ann")
    called.comment(ann, "Hello")
    visitor = called.visitor()
    tag = visitor.get("/articles/truce/threads").headers["ETag"]
    known = {"If-None-Match": tag}
    again = visitor.get("/articles/truce/threads", headers=known)
    assert (again.status_code, again.data) == (304, b"")
    called.comment(ann, "Something new")
    assert visitor.get("/articles/truce/threads", headers=known).status_code == 200


GARBAGE = ["x", "-1", "1-", "1e9", "9" * 30, "٣", "1_000", "a" * 200, "nan_1", "%00"]


@pytest.mark.parametrize("sort", ["newest", "oldest", "most_replied"])
def test_a_page_that_does_not_exist_is_refused(called: Newsroom, sort: str) -> None:
    for after in GARBAGE:
        path = f"/articles/truce/threads?sort={sort}&after={after}"
        refused(called.visitor().get(path), 422)


@pytest.mark.parametrize("query", ["sort=best", "sort=", "order=newest", "after=1&x=2"])
def test_a_question_that_is_not_understood_is_refused(
    called: Newsroom, query: str
) -> None:
    refused(called.visitor().get(f"/articles/truce/threads?{query}"), 422)


@pytest.mark.parametrize(
    "path", ["/api/v1/comments/{}", "/api/v1/threads/{}/replies", "/comments/{}"]
)
def test_a_number_that_no_row_has_is_not_found(called: Newsroom, path: str) -> None:
    client = called.visitor().client
    for number in ("0", "99999999999999999999", "9" * 5000, "-1", "x"):
        assert client.get(path.format(number)).status_code == 404


@pytest.mark.parametrize(
    "page", ["/my-comments", "/admin/audit-log", "/admin/articles"]
)
def test_a_page_key_of_garbage_is_refused(called: Newsroom, page: str) -> None:
    admin, _ = called.person("Ada", Role.ADMIN)
    for before in ("x", "-1", "9" * 30, "1.5"):
        assert admin.client.get(f"{page}?before={before}").status_code == 422


def test_an_article_page_with_a_nul_is_refused(called: Newsroom) -> None:
    assert called.visitor().client.get("/articles/a%00b").status_code == 422


def test_times_are_kept_to_the_second_in_utc(called: Newsroom) -> None:
    cms = called.key("articles")
    body = PLAIN | {"published_at": "2026-11-01T12:00:00+02:00"}
    said = cms.call("PUT", "/articles/peace", json=body).json["published_at"]
    moment = datetime(2026, 11, 1, 10, 0, tzinfo=UTC)
    assert datetime.fromisoformat(said) == moment
