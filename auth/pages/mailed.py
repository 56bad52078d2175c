"""What the pages behind mailed links share: they are private, and nothing is hasty."""

from __future__ import annotations

from flask import Response, make_response

from auth.accounts.inputs import AnswerMail
from auth.core.errors import InvalidError
from auth.core.translation import LazyText

NOT_ME = "not-me"
"""The answer of somebody who did not ask for what the mail is about."""


def private(page: str, status: int = 200) -> Response:
    """Answer a page whose address must reach nobody else, nor any cache."""
    response = make_response(page, status)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response


def require_sure(change: AnswerMail, message: str | LazyText) -> None:
    """Require the tick beside what cannot be taken back. Mail scanners set none.

    :raises InvalidError: without the tick.
    """
    if not change.is_sure:
        raise InvalidError(message, {"field": "sure"})
