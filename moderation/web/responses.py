"""Errors, headers and the layout's context, shared by all responses."""

from __future__ import annotations

import sys
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import flask_smorest
from flask import (
    Flask,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from marshmallow import Schema, fields
from sqlalchemy.exc import (
    IntegrityError,
    InterfaceError,
    OperationalError,
    SQLAlchemyError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from auth.access import security_log
from auth.access.declarations import is_by_key
from auth.access.embed.framing import is_framed
from auth.core.errors import (
    CeasefireError,
    ConflictError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    TooManyError,
    UnauthenticatedError,
    UnavailableError,
)
from auth.core.translation import gettext as _
from auth.core.translation import lazy_gettext
from moderation.web import protection
from moderation.web.layout import layout_context
from moderation.web.refused_forms import refusals

STATUS_OF: dict[type[CeasefireError], HTTPStatus] = {
    InvalidError: HTTPStatus.UNPROCESSABLE_ENTITY,
    UnauthenticatedError: HTTPStatus.UNAUTHORIZED,
    ForbiddenError: HTTPStatus.FORBIDDEN,
    NotFoundError: HTTPStatus.NOT_FOUND,
    ConflictError: HTTPStatus.CONFLICT,
    TooManyError: HTTPStatus.TOO_MANY_REQUESTS,
    UnavailableError: HTTPStatus.SERVICE_UNAVAILABLE,
    CeasefireError: HTTPStatus.BAD_REQUEST,
}
"""The HTTP status of each error class. A subclass has the status of its base."""

FORM_REFUSED = lazy_gettext(
    "Nothing was sent yet: we could not match this form to your browser. Please allow "
    "cookies for this site."
)

AWAY = lazy_gettext(
    "We cannot read or save anything at the moment. Everything that we confirmed "
    "before is safe. Please try again in a minute."
)

FASTER = lazy_gettext(
    "Someone else changed this at the same moment, so nothing was saved. Please check "
    "it and then try again."
)

LOST_TO_ANOTHER = frozenset({"40001", "40P01"})
"""PostgreSQL's codes for a transaction that lost against another one."""


class ErrorBody(Schema):
    """What went wrong."""

    code = fields.String(required=True)
    message = fields.String(required=True)
    details = fields.Dict()


class ErrorSchema(Schema):
    """The one error shape."""

    error = fields.Nested(ErrorBody, required=True)


def status_of(error: CeasefireError) -> HTTPStatus:
    """Return the HTTP status for *error*."""
    return next(STATUS_OF[base] for base in type(error).__mro__ if base in STATUS_OF)


class Api(flask_smorest.Api):  # type: ignore[misc]  # The library has no types.
    """flask-smorest with our error format for the API, and without it for pages.

    :ivar undocumented: what remains to be called to complete the OpenAPI document. It
        takes half the time of creating an application, and few processes need it.
    """

    ERROR_SCHEMA = ErrorSchema

    def __init__(self, app: Flask) -> None:
        self.undocumented: list[Callable[[], None]] = []
        super().__init__(app)
        # It would print the document without what we add to it.
        del app.cli.commands["openapi"]

    def _register_responses(self) -> None:
        """Describe the answer for each status later, with the rest of the document."""
        self.undocumented.append(super()._register_responses)

    def handle_http_exception(self, error: HTTPException) -> ResponseReturnValue:
        """Send errors of Werkzeug and webargs in our format."""
        return handle_http_error(error)


def handle_http_error(error: HTTPException) -> ResponseReturnValue:
    """Send errors of Werkzeug and webargs: JSON to programs, a page to people."""
    if isinstance(error, CSRFError):
        security_log.note(security_log.SecurityEvent.FORM_REFUSED)
        error.description = str(FORM_REFUSED)
    if not wants_json():
        if error.response is not None:
            return error.response
        status, words = error.code or 500, _plainly(error)
        return refusals.page(status, words, error) or error_page(status, words)
    data: dict[str, Any] = getattr(error, "data", None) or {}
    status = HTTPStatus(error.code or 500)
    body = {
        "code": data.get("code") or status.name.lower(),
        "message": data.get("message") or error.description,
    }
    if details := data.get("messages") or data.get("errors"):
        body["details"] = details
    headers = dict(data.get("headers") or {})
    methods = getattr(error, "valid_methods", None)
    if methods:
        headers["Allow"] = ", ".join(methods)
    return {"error": body}, status, headers


def wants_json() -> bool:
    """Whether this request is for the API rather than for a page."""
    return request.path.startswith("/api/")


def handle_domain_error(error: CeasefireError) -> ResponseReturnValue:
    """Send an error of the domain: JSON to programs, a page to people."""
    status = status_of(error)
    if wants_json():
        body: dict[str, Any] = {"code": error.code, "message": error.message}
        if error.details:
            body["details"] = error.details
        return {"error": body}, status, _retry_after(error)
    # By key a log-in leads back for ever, and in a frame it needs a window.
    is_for_login = request.method == "GET" and not (is_by_key() or is_framed())
    if status == HTTPStatus.UNAUTHORIZED and is_for_login:
        flash(_("Please log in to see this page."), "warning")
        return redirect(url_for("auth.login", next=refusals.here()))
    words = error.message
    page, code = refusals.page(status, words, error) or error_page(status, words)
    return page, code, _retry_after(error)


PLAIN = {
    404: lazy_gettext("The page may have been moved or deleted."),
    405: lazy_gettext("Please go back and use the buttons on the page."),
    413: lazy_gettext("This is more than the site can take at once."),
    500: lazy_gettext("We have noted what happened. Please try again in a moment."),
}
"""The texts for people that replace those of the web server."""


def _plainly(error: HTTPException) -> str:
    is_own = error.description != type(error).description
    plain = None if is_own else PLAIN.get(error.code or 500)
    return str(plain or error.description or "")


def handle_race(_error: SQLAlchemyError) -> ResponseReturnValue:
    """Send the error for a request that lost a race. Nothing of it was stored.

    It is logged with its stack, because a bug may also violate a constraint.
    """
    current_app.log_exception(sys.exc_info())
    return handle_domain_error(ConflictError(FASTER))


def handle_database_error(error: SQLAlchemyError) -> ResponseReturnValue:
    """Send the error for a database that is down, locked or full, without using it.

    Nothing was stored, so that a comment may be sent again.
    """
    if getattr(getattr(error, "orig", None), "sqlstate", "") in LOST_TO_ANOTHER:
        return handle_race(error)
    current_app.log_exception(sys.exc_info())
    g.database_away = True
    # Only the database knows who is logged in: for this page, nobody is.
    current_app.login_manager._update_request_context_with_user()  # type: ignore[attr-defined]  # noqa: SLF001  Flask-Login has no other way to say so.
    return handle_domain_error(UnavailableError(AWAY, {"retry_after": 5}))


def error_page(status: int, message: str) -> tuple[str, int]:
    """Render the error page: what happened, in plain words, and what to do."""
    title = HTTPStatus(status).phrase
    page = render_template("error.html", status=status, title=title, message=message)
    return page, int(status)


def setup(app: Flask) -> None:
    """Register the error handlers, the headers and the layout's context."""
    app.register_error_handler(CeasefireError, handle_domain_error)
    app.register_error_handler(HTTPException, handle_http_error)
    for lost in (IntegrityError, StaleDataError):
        app.register_error_handler(lost, handle_race)
    for away in (OperationalError, InterfaceError, PoolTimeoutError):
        app.register_error_handler(away, handle_database_error)
    app.context_processor(layout_context)
    protection.setup(app)
    refusals.setup(app)


def _retry_after(error: CeasefireError) -> dict[str, str]:
    seconds = error.details.get("retry_after")
    return {"Retry-After": str(int(seconds))} if seconds is not None else {}
