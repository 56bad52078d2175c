"""The form of every response: Perspective's JSON, errors and headers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import structlog
from flask import Blueprint, Response, current_app, has_request_context, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from auth.access.declarations import query_key
from auth.core.errors import CeasefireError, ForbiddenError, UnauthenticatedError
from moderation.perspective.protocol import errors, fields, messages
from moderation.perspective.protocol.errors import PerspectiveError
from moderation.scoring.base.errors import ScorerBusyError, ScoringError
from moderation.web.request import config

log = structlog.get_logger()

EXPOSED = "Perspective-Model, Perspective-Warning, Retry-After"
TOLD_IN_BATCH = frozenset(
    {"content-type", "perspective-model", "perspective-warning", "retry-after"}
)


def register(blueprint: Blueprint) -> None:
    """Make *blueprint* send every error in Google's shape, with CORS headers."""
    blueprint.register_error_handler(CeasefireError, refuse)
    blueprint.register_error_handler(ScoringError, tell_unavailable)
    blueprint.register_error_handler(HTTPException, refuse_http)
    blueprint.register_error_handler(Exception, tell_failure)
    blueprint.after_request(share)


def body() -> bytes:
    """Return the request's body, whatever its content type.

    :raises HTTPException: if it is too large.
    """
    return request.get_data()


def asked_parts(message: str) -> frozenset[fields.Path]:
    """Return the parts of the response *message* that the query asks for.

    :raises PerspectiveError: for a part that the message never has, or for a format
        other than JSON.
    """
    form = request.args.get("alt") or "json"
    if form != "json":
        raise errors.malformed("Invalid value at 'alt': only json is answered.", "alt")
    known = messages.discovery()["schemas"][message]["properties"].keys()
    return fields.read(request.args.get("fields", ""), known)


def json_answer(content: Mapping[str, Any], status: int = 200) -> Response:
    """Return *content* as the Perspective API wrote it: indented unless asked not to.

    Uses ASCII escapes, so that a lone surrogate in a client token causes no error.
    """
    # A call of a batch that leads nowhere is refused without becoming a request.
    asked = request.args.get("prettyPrint", "true") if has_request_context() else "true"
    is_plain = asked.lower() in ("false", "0")
    text = json.dumps(content, indent=None if is_plain else 2) + "\n"
    return Response(text, status, content_type="application/json; charset=UTF-8")


def refuse(error: CeasefireError) -> Response:
    """Send an error in Google's shape."""
    if isinstance(error, PerspectiveError):
        found = error
    elif isinstance(error, UnauthenticatedError):
        found = errors.key_invalid() if query_key() else errors.key_missing()
    elif isinstance(error, ForbiddenError):
        found = errors.key_blocked()
    else:
        found = errors.invalid(error.message)
    return refusal(found)


def refusal(error: PerspectiveError) -> Response:
    """Return the response for *error*."""
    response = json_answer(error.body, int(error.status))
    if error.retry_after is not None:
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def tell_unavailable(error: ScoringError) -> Response:
    """Send the error for an unavailable or busy classifier, without the text."""
    if isinstance(error, ScorerBusyError):
        return refusal(errors.overloaded())
    return refusal(errors.unavailable("The classifier cannot answer now."))


def refuse_http(error: HTTPException) -> Response:
    """Send Werkzeug's own errors in Google's shape."""
    if isinstance(error, RequestEntityTooLarge):
        most = current_app.config["MAX_CONTENT_LENGTH"]
        return refusal(
            errors.invalid(f"Request payload size exceeds the limit: {most} bytes.")
        )
    status = HTTPStatus(error.code or 500)
    if status < HTTPStatus.INTERNAL_SERVER_ERROR:
        found = errors.invalid(error.description or status.phrase)
        found.status = status
        return refusal(found)
    return refusal(errors.unavailable(status.phrase, status))


def tell_failure(error: Exception) -> Response:
    """Send the error for a fault in our code. The log does not contain the comment."""
    log.error("perspective.failed", error=type(error).__name__)
    return refusal(
        errors.unavailable("Internal error.", HTTPStatus.INTERNAL_SERVER_ERROR)
    )


def share(response: Response) -> Response:
    """Let pages of the allowed origins read the response."""
    origin = request.headers.get("Origin")
    allowed = config().perspective_origins.split()
    if origin is None or not ("*" in allowed or origin in allowed):
        return response
    headers = response.headers
    headers["Access-Control-Allow-Origin"] = origin
    headers["Access-Control-Expose-Headers"] = EXPOSED
    response.vary.add("Origin")
    if request.method == "OPTIONS":
        headers["Access-Control-Allow-Methods"] = "GET, POST, OPTIONS"
        headers["Access-Control-Allow-Headers"] = (
            "Content-Type, Authorization, X-Goog-Api-Key, X-Goog-Api-Client"
        )
        headers["Access-Control-Max-Age"] = "3600"
    return response
