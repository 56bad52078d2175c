"""The OpenAPI document, and that the API conforms to it whatever is sent."""

from __future__ import annotations

import re
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings

from auth.access.declarations import PUBLIC, declared_access
from auth.core.permissions import Role
from tests.calling import Newsroom, refused
from tests.hypothesis_profiles import examples

EXAMPLES = 12


@pytest.fixture
def document(called: Newsroom) -> dict[str, Any]:
    answer = called.visitor().get("/openapi.json")
    assert answer.status_code == 200
    return dict(answer.json)


def operations(document: dict[str, Any]) -> list[tuple[str, str]]:
    methods = ("get", "put", "post", "patch", "delete")
    return [
        (method, path)
        for path, item in document["paths"].items()
        for method in methods
        if method in item
    ]


def test_the_document_is_openapi_3_1(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")


def test_every_route_of_the_api_is_in_the_document(
    called: Newsroom, document: dict[str, Any]
) -> None:
    routes = {
        re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        for rule in called.app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/") and "openapi" not in rule.rule
    }
    assert routes == set(document["paths"])


def test_the_document_says_for_whom_each_route_is_open(
    called: Newsroom, document: dict[str, Any]
) -> None:
    for method, path in operations(document):
        concrete = re.sub(r"\{\w+\}", "1", path)
        endpoint, _ = called.app.url_map.bind("localhost").match(
            concrete, method.upper()
        )
        is_public = declared_access(called.app, endpoint) == PUBLIC
        assert is_public == (document["paths"][path][method]["security"] == [])


def test_every_route_refuses_in_the_one_shape(
    called: Newsroom, document: dict[str, Any]
) -> None:
    moderator, _ = called.person("Mo", Role.MODERATOR)
    for method, path in operations(document):
        concrete = re.sub(r"\{\w+\}", "0", path).removeprefix("/api/v1")
        answer = moderator.call(method.upper(), concrete, json={"\ud800": 1})
        if answer.status_code >= 300:
            refused(answer, answer.status_code)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nothing", 404), ("DELETE", "/queue", 405), ("POST", "/comments/1", 405)],
)
def test_what_is_not_there_is_refused_in_the_one_shape(
    called: Newsroom, method: str, path: str, status: int
) -> None:
    answer = called.visitor().call(method, path)
    refused(answer, status)
    assert ("Allow" in answer.headers) == (status == 405)


def test_the_readable_page_tells_every_operation(
    called: Newsroom, document: dict[str, Any]
) -> None:
    page = called.visitor().client.get("/api/docs").get_data(as_text=True)
    for method, path in operations(document):
        assert f"{method.upper()} {path}</code>" in page


def test_the_readable_page_has_contents_and_examples(called: Newsroom) -> None:
    page = called.visitor().client.get("/api/docs").get_data(as_text=True)
    assert '<a href="#put-api-v1-articles-key">' in page
    assert 'id="put-api-v1-articles-key"' in page
    assert "&#34;headline&#34;: &#34;A truce holds&#34;" in page


def test_every_operation_has_a_name_of_its_own(document: dict[str, Any]) -> None:
    names = [
        document["paths"][path][method]["operationId"]
        for method, path in operations(document)
    ]
    assert len(set(names)) == len(names)
    assert {"put_article", "post_comment", "get_own_comment"} <= set(names)


def test_the_document_says_where_the_api_is(document: dict[str, Any]) -> None:
    assert [each["url"] for each in document["servers"]] == ["http://127.0.0.1:8000"]


def test_the_document_takes_ninjs_and_says_which_keys_an_article_may_have(
    document: dict[str, Any],
) -> None:
    item = document["paths"]["/api/v1/articles/{key}"]
    body = item["put"]["requestBody"]["content"]["application/json"]["schema"]
    [key] = item["parameters"]
    assert {"$ref": "#/components/schemas/Ninjs"} in body["anyOf"]
    assert re.fullmatch(key["schema"]["pattern"], "my-story_1.~")
    assert not re.fullmatch(key["schema"]["pattern"], "a/b")


def test_a_writing_call_is_told_its_limits_and_the_document_its_refusal(
    called: Newsroom, document: dict[str, Any]
) -> None:
    body = {"headline": "A truce holds"}
    answer = called.key("articles").call("PUT", "/articles/truce", json=body)
    assert answer.headers["RateLimit-Policy"] == '"60s";q=3000;w=60'
    assert re.fullmatch(r'"60s";r=2999;t=\d+', answer.headers["RateLimit"])
    for method, path in operations(document):
        answers = document["paths"][path][method]["responses"]
        assert ("429" in answers) == (method != "get")


def test_a_comment_says_where_it_is_read_and_who_wrote_it(called: Newsroom) -> None:
    _, ann = called.person("Ann")
    shown = called.comment(ann, "Hello")
    [thread] = called.visitor().get("/articles/truce/threads").json["threads"]
    comment = called.visitor().get(f"/comments/{shown}").json
    assert comment == thread["comment"]
    assert comment["url"] == f"http://127.0.0.1:8000/comments/{shown}"
    assert comment["article_key"] == "truce"
    assert comment["author"] == {"id": ann.account_id, "name": "Ann"}


def test_the_readable_page_is_linked_from_every_page(called: Newsroom) -> None:
    page = called.visitor().client.get("/").get_data(as_text=True)
    assert 'href="/api/docs"' in page


@pytest.mark.slow
@pytest.mark.hypothesis
def test_the_api_keeps_to_its_document(called: Newsroom) -> None:
    someone, actor = called.person("Ada", Role.ADMIN)
    head = called.comment(actor, "A comment to be found")
    assert head == 1
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", called.app)
    cookies = {
        each: found.value
        for each in ("sid", "form")
        if (found := someone.client.get_cookie(each))
    }
    checks = [
        schemathesis.checks.not_a_server_error,
        schemathesis.checks.CHECKS.get_one("status_code_conformance"),
        schemathesis.checks.CHECKS.get_one("content_type_conformance"),
        schemathesis.checks.CHECKS.get_one("response_schema_conformance"),
    ]

    for result in schema.get_all_operations():
        operation = result.ok()

        @settings(
            max_examples=examples(EXAMPLES),
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def keeps(case: Any) -> None:
            answer = case.call(headers=someone.headers, cookies=cookies)
            case.validate_response(answer, checks=checks)

        keeps()
