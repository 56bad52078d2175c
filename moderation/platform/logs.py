"""Sets up logging. Addresses, passwords, tokens and keys never appear in a log.

Our own events contain none. But an error of the database quotes the row that it
refused, so all text from others is redacted before it is written. One event is one
line. The lines of a traceback follow it, marked so that they cannot be mistaken for
events.
"""

from __future__ import annotations

import json
import logging
import secrets
import sys
import threading
import traceback
from types import TracebackType
from typing import Any

import structlog
from flask import Flask, g, has_request_context, request
from structlog.typing import EventDict, WrappedLogger

from moderation.platform import counters
from moderation.platform.redaction import indented, is_secret, one_line, redact

Failure = (
    tuple[type[BaseException], BaseException, TracebackType | None]
    | tuple[None, None, None]
)

SERVER_LOGGER, QUEUE_LOGGER = "waitress", "waitress.queue"


class RedactingFormatter(logging.Formatter):
    """Formats as its base does, redacts the result, and keeps it on one line."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  The base's.
        """Return the line."""
        return one_line(redact(super().formatMessage(record)))

    def formatException(self, ei: Any) -> str:  # noqa: N802  The base's.
        """Return the lines of the traceback, marked."""
        return indented(redact(super().formatException(ei)))

    def formatStack(self, stack_info: str) -> str:  # noqa: N802  The base's.
        """Return the lines of the stack, marked."""
        return indented(redact(stack_info))


def setup(app: Flask, *, as_json: bool = False) -> None:
    """Make the application and structlog log to standard error in our format.

    :param as_json: whether each event is a JSON object. A traceback is a field of it.
    """
    app.logger.handlers[:] = [_handler()]
    app.logger.propagate = False
    # First, so that everything logged during a request has its number.
    app.before_request(_name_request)
    app.log_exception = log_failure  # type: ignore[method-assign, assignment]
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.StackInfoRenderer(),
            structlog.processors.format_exc_info,
            _redact_event,
            _count,
            _as_json if as_json else _render,
        ],
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )


def log_failure(failure: Failure) -> None:
    """Log a failed request with its route and traceback, but never its path."""
    found = {}
    if has_request_context():
        rule = request.url_rule
        found = {
            "method": request.method,
            "route": rule.rule if rule else "",
            "request_id": g.get("request_id", ""),
        }
    structlog.get_logger().error("request.failed", **found, exc_info=failure)


def watch_server() -> None:
    """Include the web server's messages about bad connections in the log."""
    logger = logging.getLogger(SERVER_LOGGER)
    logger.handlers[:] = [_handler()]
    logger.propagate = False
    # Requests that wait for a thread are no event. Metrics count them.
    logging.getLogger(QUEUE_LOGGER).setLevel(logging.ERROR)


def watch_threads() -> None:
    """Log a thread that dies. Call it only in a process that is our own."""
    threading.excepthook = _thread_died


def _name_request() -> None:
    g.request_id = secrets.token_hex(8)


def _handler() -> logging.Handler:
    handler = logging.StreamHandler()
    handler.setFormatter(
        RedactingFormatter("timestamp=%(asctime)s level=%(levelname)s %(message)s")
    )
    return handler


def _redact_event(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    return {key: _redact_field(key, value) for key, value in event.items()}


def _redact_field(key: str, value: object) -> object:
    if is_secret(key):
        return "(…)"
    return redact(value) if isinstance(value, str) else value


def _count(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Count the events of the security log. Their names are a fixed list."""
    name = str(event.get("event", ""))
    if name.startswith("security."):
        counters.SECURITY_EVENTS.labels(name.removeprefix("security.")).inc()
    return event


def _as_json(_: WrappedLogger, __: str, event: EventDict) -> str:
    """Return one line: JSON escapes every line break."""
    fields = {
        key: one_line(value)
        if isinstance(value, str) and key not in MULTILINE
        else value
        for key, value in event.items()
    }
    return json.dumps(fields, default=str)


MULTILINE = ("exception", "stack")

_logfmt = structlog.processors.LogfmtRenderer(
    key_order=["timestamp", "level", "event", "network_address"],
    drop_missing=True,
    bool_as_flag=False,
)


def _render(logger: WrappedLogger, name: str, event: EventDict) -> str:
    """Return one line, followed by the lines of a traceback or a stack."""
    below = [event.pop(key) for key in ("exception", "stack") if key in event]
    fields = {
        key: one_line(value) if isinstance(value, str) else value
        for key, value in event.items()
    }
    line = one_line(str(_logfmt(logger, name, fields)))
    return "\n".join([line, *(indented(str(each)) for each in below)])


def _thread_died(given: threading.ExceptHookArgs) -> None:
    lines: Any = traceback.format_exception(
        given.exc_type, given.exc_value, given.exc_traceback
    )
    structlog.get_logger().error("thread.died", exception="".join(lines))
