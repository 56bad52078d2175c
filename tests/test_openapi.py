"""The document, and that the API keeps to it whatever is sent."""

from __future__ import annotations

import re
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings

from auth.identity import PUBLIC, declared_access
from auth.permissions import Role
from tests.calling import Newsroom, refused
from tests.chance import examples

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
        assert is_public == ("security" not in document["paths"][path][method])


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
