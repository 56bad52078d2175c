"""The blueprint and the parser of all JSON endpoints."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Protocol, TypeVar

from flask import Flask, Response, current_app, request
from flask_smorest import Blueprint as SmorestBlueprint
from flask_wtf.csrf import validate_csrf
from webargs.flaskparser import FlaskParser
from wtforms import ValidationError as FormTokenError

from auth.access import security_log
from auth.access.declarations import needs, public
from auth.access.identity import current_actor
from auth.core.errors import ForbiddenError
from auth.core.permissions import Permission
from auth.core.translation import gettext as _
from moderation.platform import idempotency

PREFIX = "/api/v1"
DOCUMENT = "api-docs.openapi_json"
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
TOKEN_HEADER = "X-CSRFToken"  # noqa: S105  The header's name, not a secret.
BEARER, COOKIE = "bearer", "cookie"

View = TypeVar("View", bound=Callable[..., Any])

IDEMPOTENCY = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": (
        "Makes it safe to repeat a request for 24 hours: the same key and body get "
        "the first answer again; the same key with another body gets 422."
    ),
    "schema": {"type": "string", "maxLength": idempotency.KEY_LENGTH},
}
NOT_MODIFIED = {"304": {"description": "Nothing changed since the ETag that was sent."}}


class Decorator(Protocol):
    """The type of the library's decorators, which have none."""

    def __call__(self, view: View, /) -> View:
        """Return *view*, decorated."""
        ...


class Parser(FlaskParser):
    """Parses bodies. A body that Python cannot represent is a client error."""

    def _raw_load_json(self, req: Any) -> Any:
        try:
            return super()._raw_load_json(req)
        except (ValueError, RecursionError) as error:
            return self._handle_invalid_json_error(error, req)  # type: ignore[arg-type]


class Blueprint(SmorestBlueprint):  # type: ignore[misc]  # The library has no types.
    """The JSON endpoints of a room.

    A request with a session cookie must send :data:`TOKEN_HEADER` to prove that it
    comes from our own page. A bearer key needs no such proof, because a browser never
    adds one to a cross-site request.
    """

    ARGUMENTS_PARSER = Parser()

    route: Callable[..., Decorator]
    arguments: Callable[..., Decorator]
    response: Callable[..., Decorator]
    alt_response: Callable[..., Decorator]
    doc: Callable[..., Decorator]

    def __init__(self, name: str, import_name: str, description: str) -> None:
        super().__init__(name, import_name, url_prefix=PREFIX, description=description)
        self.before_request(check_form_token)
        self.after_request(tag)

    def register_views_in_doc(self, api: Any, *given: Any, **named: Any) -> None:
        """Leave the documentation to the first who reads it."""
        document = super().register_views_in_doc
        api.undocumented.append(partial(document, api, *given, **named))

    def open(self, view: View) -> View:
        """Declare that anybody may call *view*, also in the OpenAPI document."""
        return public(view)

    def guarded(self, permission: Permission) -> Callable[[View], View]:
        """Declare that *view* needs *permission*, also in the OpenAPI document."""

        def declare(view: View) -> View:
            ways: list[dict[str, list[str]]] = [{COOKIE: []}, {BEARER: []}]
            documented: View = self.doc(security=ways)(view)
            return needs(permission)(documented)

        return declare


def check_form_token() -> None:
    """Refuse a change with a session cookie but without :data:`TOKEN_HEADER`.

    :raises ForbiddenError: if it is missing or false.
    """
    actor = current_actor()
    if not current_app.config["WTF_CSRF_ENABLED"]:
        return
    if request.method in SAFE_METHODS or actor is None or actor.key_id is not None:
        return
    try:
        validate_csrf(request.headers.get(TOKEN_HEADER))
    except FormTokenError as error:
        security_log.note(security_log.SecurityEvent.FORM_REFUSED)
        message = _(
            "Please send the form's token in the header %(token_header)s.",
            token_header=TOKEN_HEADER,
        )
        raise ForbiddenError(message, {"header": TOKEN_HEADER}) from error


def tag(response: Response) -> Response:
    """Add an ETag to the response of a read, and send 304 if the client has it."""
    if request.method in ("GET", "HEAD") and response.status_code == 200:
        response.add_etag()
        response.make_conditional(request)
    return response


def describe(app: Flask, api: Any) -> None:
    """Describe the authentication in the OpenAPI document."""
    api.spec.components.security_scheme(BEARER, {"type": "http", "scheme": "bearer"})
    name = "__Host-sid" if app.config["SESSION_COOKIE_SECURE"] else "sid"
    api.spec.components.security_scheme(
        COOKIE,
        {
            "type": "apiKey",
            "in": "cookie",
            "name": name,
            "description": f"A change also needs the header {TOKEN_HEADER}.",
        },
    )
