"""Traces show routes, times and statements, and never a text, a name or an address."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from flask import Flask
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind

from auth.db.database import Database
from moderation import app as application
from moderation.running.tracing import spans, starting
from moderation.running.tracing.discretion import SENT, STATEMENTS, Discreet
from tests.calling import Caller, Newsroom, founded

COLLECTOR = "http://127.0.0.1:4318"
CALLERS_TRACE = "0af7651916cd43dd8448eb211c80319c"
HEADERS = {
    "User-Agent": "Netscape of Amina",
    "X-Forwarded-For": "203.0.113.7",
    "traceparent": f"00-{CALLERS_TRACE}-b7ad6b7169203331-01",
}
SECRETS = (
    *("Amina", "amina@reader.example", "Netscape", "203.0.113.7", "127.0.0.1"),
    *("A word of mine", "my-token", "cfk_secret", "truce", "localhost"),
    *("my-password", ".sqlite", CALLERS_TRACE),
)
"""What the requests below hold. ``truce`` is the key of the article."""


class Traced:
    """A newsroom that sends its spans to memory."""

    def __init__(self, called: Newsroom, memory: InMemorySpanExporter) -> None:
        self.called, self._memory = called, memory

    def spans(self) -> list[ReadableSpan]:
        return list(self._memory.get_finished_spans())

    def names(self) -> list[str]:
        """Return the names of the spans of requests."""
        return [each.name for each in self.spans() if each.kind is SpanKind.SERVER]


def traced_by(
    monkeypatch: pytest.MonkeyPatch, database: Database, folder: Path, **settings: int
) -> Traced:
    memory = InMemorySpanExporter()
    monkeypatch.setenv(starting.COLLECTORS[0], COLLECTOR)
    monkeypatch.setattr(
        spans, "to_collector", lambda: SimpleSpanProcessor(Discreet(memory))
    )
    config = application.testing_config(folder, **settings)
    app = application.create_app(config, application.Parts(database))
    return Traced(founded(app, database), memory)


@pytest.fixture
def traced(
    sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Traced:
    return traced_by(monkeypatch, sqlite_database, tmp_path)


@pytest.fixture
def collector(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, str]]]:
    """Return the path and the type of all that a collector is sent."""
    sent: list[tuple[str, str]] = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            sent.append((self.path, self.headers["Content-Type"]))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Collector) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        monkeypatch.setenv(
            "OTEL_EXPORTER_OTLP_ENDPOINT", f"http://127.0.0.1:{server.server_port}"
        )
        yield sent
        server.shutdown()
        thread.join()


def walk(called: Newsroom) -> Caller:
    """Read, write and log in, with something personal in every place."""
    amina, _ = called.person("Amina")
    amina.send("/articles/truce/comments", text="A word of mine")
    amina.client.get("/readers/amina")
    amina.client.get("/comments/1?q=Amina")
    visitor = called.visitor()
    visitor.client.get("/feed.atom?key=cfk_secret", headers=HEADERS)
    visitor.client.get("/verify/my-token", headers=HEADERS)
    visitor.client.get("/no/such/page/of/Amina", headers=HEADERS)
    visitor.client.post(
        "/login", data={"email": "amina@reader.example", "password": "my-password"}
    )
    return visitor


def test_a_request_is_traced_with_its_route_and_statements(traced: Traced) -> None:
    traced.called.visitor().client.get("/articles/truce?page=2")

    *statements, request = traced.spans()
    assert request.name == "GET /articles/<key>"
    assert request.attributes
    assert request.attributes["http.status_code"] == 200
    assert request.resource.attributes["service.name"] == "ceasefire"
    assert statements
    assert {each.parent.span_id for each in statements if each.parent} == {
        request.context.span_id
    }
    assert any("FROM article" in str(each.attributes) for each in statements)


def test_no_span_says_who_asked_or_what_was_written(traced: Traced) -> None:
    walk(traced.called)

    told = "\n".join(each.to_json() for each in traced.spans())
    assert [each for each in SECRETS if each in told] == []
    for span in traced.spans():
        assert set(span.attributes or {}) <= SENT | set(STATEMENTS)
        assert span.events == ()
        assert span.status.description is None
    assert "GET /verify/<token>" in traced.names()
    assert "GET" in traced.names()


def test_spans_are_sent_to_the_collector_that_the_environment_names(
    sqlite_database: Database, collector: list[tuple[str, str]]
) -> None:
    app = Flask("traced")
    provider = spans.trace(
        app, sqlite_database.engine, spans.to_collector, believes_callers=False
    )

    app.test_client().get("/")
    provider.shutdown()

    assert collector == [("/v1/traces", "application/x-protobuf")]


def test_a_mistake_is_named_by_its_class_alone(
    traced: Traced, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("A word of mine")

    monkeypatch.setattr("moderation.discussion.services.articles.of_comment", fail)
    traced.called.visitor().client.get("/comments/1")

    request = traced.spans()[-1]
    assert request.attributes
    assert request.attributes["error.type"] == "ZeroDivisionError"
    assert "A word of mine" not in request.to_json()


def test_statements_outside_of_a_request_are_not_traced(traced: Traced) -> None:
    traced.called.visitor().client.get("/login")
    before = len(traced.spans())

    traced.called.person_alone("Deniz")

    assert len(traced.spans()) == before


@pytest.mark.parametrize(("hops", "is_believed"), [(0, False), (1, True)])
def test_only_behind_a_trusted_proxy_a_caller_names_its_trace(
    sqlite_database: Database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    hops: int,
    *,
    is_believed: bool,
) -> None:
    traced = traced_by(monkeypatch, sqlite_database, tmp_path, trusted_proxy_hops=hops)

    traced.called.visitor().client.get("/login", headers=HEADERS)

    ids = {f"{each.context.trace_id:032x}" for each in traced.spans()}
    assert (CALLERS_TRACE in ids) is is_believed


@pytest.mark.parametrize(
    ("environment", "is_wanted"),
    [
        ({}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": COLLECTOR}, True),
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": COLLECTOR}, True),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": ""}, False),
        (
            {"OTEL_EXPORTER_OTLP_ENDPOINT": COLLECTOR, "OTEL_SDK_DISABLED": "true"},
            False,
        ),
        (
            {"OTEL_EXPORTER_OTLP_ENDPOINT": COLLECTOR, "OTEL_TRACES_EXPORTER": "none"},
            False,
        ),
    ],
)
def test_tracing_is_off_unless_the_environment_names_a_collector(
    environment: dict[str, str], *, is_wanted: bool
) -> None:
    assert starting.is_wanted(environment) is is_wanted
