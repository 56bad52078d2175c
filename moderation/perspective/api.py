"""The edge: Perspective's URLs, for programs with a key of the scope ``analyze``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import structlog
from flask import Blueprint, Response, current_app, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from auth.errors import CeasefireError, ForbiddenError, UnauthenticatedError
from auth.identity import by_key, needs, public, query_key
from auth.permissions import Permission
from moderation.edge import config, scorer
from moderation.perspective import errors, messages, requests
from moderation.perspective.calibrating import calibration_for
from moderation.perspective.errors import PerspectiveError
from moderation.perspective.services.analyzing import Analyzer
from moderation.scoring.errors import ScoringError

log = structlog.get_logger()

blueprint = Blueprint("perspective", __name__)

ANALYZE = ("/v1alpha1/comments:analyze", "/comments:analyze")
DISCOVERY = ("/$discovery/rest", "/v1alpha1/$discovery/rest")


@blueprint.post(ANALYZE[0], provide_automatic_options=False)
@blueprint.post(ANALYZE[1], provide_automatic_options=False)
@by_key
@needs(Permission.ANALYZE)
def analyze() -> Response:
    """Score a comment."""
    asked = requests.read_analysis(request.get_data())
    analyzer = current_analyzer()
    answer = analyzer.analyze(asked)
    response = _json(answer.body)
    response.headers["Perspective-Model"] = (
        f"{analyzer.scorer.name}; version={analyzer.scorer.version};"
        f" calibration={analyzer.calibration.name}"
    )
    if answer.warnings:
        response.headers["Perspective-Warning"] = "; ".join(answer.warnings)
    return response


@blueprint.get(DISCOVERY[0])
@blueprint.get(DISCOVERY[1])
@public
def discover() -> Response:
    """Describe the API, at the address that the caller knows it by."""
    root = request.host_url
    return _json(dict(messages.discovery()) | {"rootUrl": root, "baseUrl": root})


def current_analyzer() -> Analyzer:
    """Return what answers with the classifier and the scale of this installation."""
    settings, current = config(), scorer()
    calibration = calibration_for(
        settings.perspective_scale,
        model=current.name,
        version=current.version,
        instance_path=settings.instance_path,
    )
    return Analyzer(current, calibration, is_strict=settings.perspective_strict)


@blueprint.errorhandler(CeasefireError)
def refuse(error: CeasefireError) -> Response:
    """Answer an error in Google's shape."""
    if isinstance(error, UnauthenticatedError):
        error = errors.key_invalid() if query_key() else errors.key_missing()
    elif isinstance(error, ForbiddenError):
        error = errors.key_blocked()
    elif not isinstance(error, PerspectiveError):
        error = errors.invalid(error.message)
    response = _json(error.body, error.status)
    if error.retry_after is not None:
        response.headers["Retry-After"] = str(error.retry_after)
    return response


@blueprint.errorhandler(ScoringError)
def tell_unavailable(_: ScoringError) -> Response:
    """Answer that the classifier is away, without saying of what text."""
    return refuse(errors.unavailable("The classifier cannot answer now."))


@blueprint.errorhandler(HTTPException)
def refuse_http(error: HTTPException) -> Response:
    """Answer Werkzeug's own refusals in Google's shape."""
    if isinstance(error, RequestEntityTooLarge):
        most = current_app.config["MAX_CONTENT_LENGTH"]
        return refuse(
            errors.invalid(f"Request payload size exceeds the limit: {most} bytes.")
        )
    status = HTTPStatus(error.code or 500)
    return refuse(errors.unavailable(error.description or status.phrase, status))


def _json(body: Mapping[str, Any], status: int = 200) -> Response:
    """Return *body* as the Perspective API wrote it: indented unless told not to.

    In ASCII, so that a lone surrogate that comes back in a token cannot fail it.
    """
    is_plain = request.args.get("prettyPrint", "true").lower() in ("false", "0")
    text = json.dumps(body, indent=None if is_plain else 2) + "\n"
    return Response(text, status, content_type="application/json; charset=UTF-8")
