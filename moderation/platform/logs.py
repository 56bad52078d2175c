"""What is logged, and what never is: no address, password, token or key.

Nothing that holds one is logged on purpose. But an error of the database quotes the row
that it refused, so all text that others wrote is redacted on its way out. One event is
one line; the lines of a traceback follow it, marked so that none can be taken for an
event.
"""

from __future__ import annotations

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

from moderation.platform.redaction import indented, is_secret, one_line, redact

Failure = (
    tuple[type[BaseException], BaseException, TracebackType | None]
    | tuple[None, None, None]
)

SERVER_LOGGER, QUEUE_LOGGER = "waitress", "waitress.queue"


class RedactingFormatter(logging.Formatter):
    """Formats as its base does, redacts what comes of it, and keeps it to one line."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  The base's.
        """Return the line itself."""
        return one_line(redact(super().formatMessage(record)))

    def formatException(self, ei: Any) -> str:  # noqa: N802  The base's.
        """Return the traceback's lines, marked."""
        return indented(redact(super().formatException(ei)))

    def formatStack(self, stack_info: str) -> str:  # noqa: N802  The base's.
        """Return the stack's lines, marked."""
        return indented(redact(stack_info))


def setup(app: Flask) -> None:
    """Have the application and structlog log through here, to standard error."""
    app.logger.handlers[:] = [_handler()]
    app.logger.propagate = False
    # First of all, so that whatever is logged of a request has its number.
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
            _render,
        ],
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )


def log_failure(failure: Failure) -> None:
    """Log that a request failed: its route, never its path, and the traceback."""
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
    """Have what the web server says of bad connections stand in this log."""
    logger = logging.getLogger(SERVER_LOGGER)
    logger.handlers[:] = [_handler()]
    logger.propagate = False
    # That requests wait for a thread is no event; their number is a matter of metrics.
    logging.getLogger(QUEUE_LOGGER).setLevel(logging.ERROR)


def watch_threads() -> None:
    """Have a thread that dies say so here; for a process that is our own."""
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


_logfmt = structlog.processors.LogfmtRenderer(
    key_order=["timestamp", "level", "event", "network_address"],
    drop_missing=True,
    bool_as_flag=False,
)


def _render(logger: WrappedLogger, name: str, event: EventDict) -> str:
    """Render one line, and below it the lines of a traceback or a stack."""
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
