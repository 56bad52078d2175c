"""Helpers for the pages behind mailed links: private responses, and a confirmation."""

from __future__ import annotations

from flask import Response, make_response

from auth.accounts.inputs import AnswerMail
from auth.core.errors import InvalidError
from auth.core.translation import LazyText

NOT_ME = "not-me"
"""The answer of a person who did not ask for what the mail is about."""


def private(page: str, status: int = 200) -> Response:
    """Return a response that is never cached and never sends its URL as a referrer."""
    response = make_response(page, status)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response


def require_sure(change: AnswerMail, message: str | LazyText) -> None:
    """Require the ticked box for an action that cannot be undone.

    Mail scanners that follow the link do not tick it.

    :raises InvalidError: without the tick.
    """
    if not change.is_sure:
        raise InvalidError(message, {"field": "sure"})
