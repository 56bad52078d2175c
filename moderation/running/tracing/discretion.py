"""Takes everything out of a span that could name a person or show a text.

Instrumentations record addresses with their queries, networks, headers and messages of
errors. What is sent on is listed here; nothing else is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult
from opentelemetry.trace import SpanKind, Status
from opentelemetry.util.types import AttributeValue

SENT = frozenset(
    {
        "db.system",
        "db.system.name",
        "error.type",
        "http.flavor",
        "http.method",
        "http.request.method",
        "http.response.status_code",
        "http.route",
        "http.scheme",
        "http.status_code",
        "network.protocol.version",
        "url.scheme",
    }
)
STATEMENTS = ("db.statement", "db.query.text")
LONGEST_STATEMENT = 2_000
LITERAL = re.compile(r"'(?:[^']|'')*'|\b\d+\b")
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
OTHER = "HTTP"


class Discreet(SpanExporter):
    """Sends spans on without what is personal."""

    def __init__(self, exporter: SpanExporter) -> None:
        self._exporter = exporter

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Send on what is left of *spans*."""
        return self._exporter.export([discreet(each) for each in spans if _tells(each)])

    def shutdown(self) -> None:
        """End."""
        self._exporter.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        """Send what waits."""
        return self._exporter.force_flush(timeout_millis)


def discreet(span: ReadableSpan) -> ReadableSpan:
    """Return what *span* says of times, route, status and statement."""
    attributes = span.attributes or {}
    kept = {name: value for name, value in attributes.items() if name in SENT}
    for name in STATEMENTS:
        if name in attributes:
            statement = LITERAL.sub("?", str(attributes[name]))
            kept[name] = statement[:LONGEST_STATEMENT]
    for event in span.events:
        kind = (event.attributes or {}).get("exception.type")
        if kind is not None:
            kept["error.type"] = kind
    return ReadableSpan(
        name=_name(span, kept),
        context=span.get_span_context(),
        parent=span.parent,
        resource=span.resource,
        attributes=kept,
        kind=span.kind,
        # Without its description, which is the message of an error.
        status=Status(span.status.status_code),
        start_time=span.start_time,
        end_time=span.end_time,
        instrumentation_scope=span.instrumentation_scope,
    )


def _tells(span: ReadableSpan) -> bool:
    """Whether the span belongs to a request. Chores ask the database all the time."""
    return span.kind is SpanKind.SERVER or span.parent is not None


def _name(span: ReadableSpan, kept: Mapping[str, AttributeValue]) -> str:
    if span.kind is not SpanKind.SERVER:
        # The verb of the statement, without the name of the database.
        return span.name.partition(" ")[0]
    method = str(kept.get("http.method") or kept.get("http.request.method"))
    route = kept.get("http.route", "")
    return f"{method if method in METHODS else OTHER} {route}".rstrip()
