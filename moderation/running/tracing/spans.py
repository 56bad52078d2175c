"""Makes a span of each request, and one of each statement that it sends."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.instrumentation.flask import FlaskInstrumentor
from opentelemetry.instrumentation.sqlalchemy.engine import EngineTracer
from opentelemetry.metrics import NoOpMeter
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from sqlalchemy import Engine

from moderation.running.tracing.discretion import Discreet

NAME = "ceasefire"
CONTEXT = ("HTTP_TRACEPARENT", "HTTP_TRACESTATE", "HTTP_BAGGAGE")


def trace(
    app: Flask,
    engine: Engine,
    processor: Callable[[], SpanProcessor],
    *,
    believes_callers: bool,
) -> TracerProvider:
    """Trace the requests of *app* and their statements on *engine*.

    :param processor: called at the first request, because it may start a thread, which
        would not outlive a fork.
    :param believes_callers: whether a request may belong to a trace of its caller.
    """
    provider = TracerProvider(resource=_resource())
    app.before_request(_once(lambda: provider.add_span_processor(processor())))
    FlaskInstrumentor.instrument_app(  # type: ignore[no-untyped-call]
        app, tracer_provider=provider, enable_commenter=False
    )
    # The instrumentation as a whole refuses SQLAlchemy 2.1, and also makes a span of
    # each connection that is taken from the pool.
    EngineTracer(  # type: ignore[no-untyped-call]
        provider.get_tracer(NAME),
        engine,
        NoOpMeter(NAME).create_up_down_counter("connections"),
    )
    if not believes_callers:
        app.wsgi_app = without_context(app.wsgi_app)  # type: ignore[method-assign, assignment]
    return provider


def to_collector() -> SpanProcessor:
    """Return what sends spans to the collector that the environment names."""
    return BatchSpanProcessor(Discreet(OTLPSpanExporter()))


def without_context(app: WSGIApplication) -> WSGIApplication:
    """Return *app* so that no caller decides what is traced, and under which id."""

    def answer(
        environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        for name in CONTEXT:
            environ.pop(name, None)
        return app(environ, start_response)

    return answer


def _resource() -> Resource:
    """Return what the environment says of this service; its name is *ceasefire*."""
    is_named = os.environ.get("OTEL_SERVICE_NAME") or (
        f"{SERVICE_NAME}=" in os.environ.get("OTEL_RESOURCE_ATTRIBUTES", "")
    )
    return Resource.create({} if is_named else {SERVICE_NAME: NAME})


def _once(do: Callable[[], None]) -> Callable[[], None]:
    lock, done = threading.Lock(), threading.Event()

    def call() -> None:
        with lock:
            if not done.is_set():
                done.set()
                do()

    return call
