"""What is logged, and what never is: no address, password, token or key.

Nothing is logged that holds one on purpose. But an error of the database quotes the
row that it refused, and a failed request is told by its path, where a mailed link has
its token; so every line passes through here on its way out.
"""

from __future__ import annotations

import logging
import re
import sys
import threading
import traceback
from typing import Any

import structlog
from flask import Flask
from structlog.typing import EventDict, WrappedLogger

SECRETS = (
    (re.compile(r"://[^/\s@]+:[^/\s@]+@"), "://(sign-in)@"),
    (
        re.compile(r"[^\s@'\"<>(),=:/]+@(?=[^\s@'\"<>),;:]*\.)[^\s@'\"<>),;:]+"),
        "(address)",
    ),
    (re.compile(r"cfk_[\w-]+"), "(key)"),
    (
        re.compile(r"(?i)\b(key|password|passwd|secret|code|token)=[^&\s'\"]+"),
        r"\1=(…)",
    ),
    (re.compile(r"(?<![\w-])[\w-]{43}(?![\w-])"), "(token)"),
)


def redact(text: str) -> str:
    """Return *text* without what must not stand in a log."""
    for pattern, instead in SECRETS:
        text = pattern.sub(instead, text)
    return text


class RedactingFormatter(logging.Formatter):
    """Formats as its base does, traceback and all, and redacts what comes of it."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        return redact(super().format(record))


def setup(app: Flask) -> None:
    """Have the application and structlog log through here, to standard error."""
    handler = logging.StreamHandler()
    handler.setFormatter(
        RedactingFormatter("timestamp=%(asctime)s level=%(levelname)s %(message)s")
    )
    app.logger.handlers[:] = [handler]
    app.logger.propagate = False
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.StackInfoRenderer(),
            structlog.processors.format_exc_info,
            _redact_event,
            structlog.processors.LogfmtRenderer(
                key_order=["timestamp", "level", "event"], bool_as_flag=False
            ),
        ],
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )


def watch_threads() -> None:
    """Have a thread that dies say so here; for a process that is our own."""
    threading.excepthook = _thread_died


def _redact_event(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    return {
        key: redact(value) if isinstance(value, str) else value
        for key, value in event.items()
    }


def _thread_died(given: threading.ExceptHookArgs) -> None:
    lines: Any = traceback.format_exception(
        given.exc_type, given.exc_value, given.exc_traceback
    )
    structlog.get_logger().error("thread.died", exception="".join(lines))
