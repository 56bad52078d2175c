"""The errors of the Perspective API, with its own messages.

Clients compare these messages exactly, and some read the first detail without checking
that there is one. So every error has a status, a message and at least one detail.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from auth.core.errors import CeasefireError

Detail = Mapping[str, Any]

ERROR = "type.googleapis.com/google.commentanalyzer.v1alpha1.Error"
ERROR_INFO = "type.googleapis.com/google.rpc.ErrorInfo"
BAD_REQUEST = "type.googleapis.com/google.rpc.BadRequest"
HELP = "type.googleapis.com/google.rpc.Help"
SERVICE = "commentanalyzer.googleapis.com"

STATUS_NAMES = {
    HTTPStatus.BAD_REQUEST: "INVALID_ARGUMENT",
    HTTPStatus.FORBIDDEN: "PERMISSION_DENIED",
    HTTPStatus.NOT_FOUND: "NOT_FOUND",
    HTTPStatus.REQUEST_TIMEOUT: "DEADLINE_EXCEEDED",
    HTTPStatus.TOO_MANY_REQUESTS: "RESOURCE_EXHAUSTED",
    HTTPStatus.INTERNAL_SERVER_ERROR: "INTERNAL",
    HTTPStatus.SERVICE_UNAVAILABLE: "UNAVAILABLE",
}


class PerspectiveError(CeasefireError):
    """An error in Google's shape.

    :param message: the text that clients compare.
    :param details: google.rpc details, never empty.
    :param status: the HTTP status, which is repeated in the body.
    :param retry_after: seconds after which the client should try again.
    """

    code = "perspective"

    def __init__(
        self,
        message: str,
        details: Sequence[Detail],
        *,
        status: HTTPStatus = HTTPStatus.BAD_REQUEST,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.rpc_details = list(details)
        self.retry_after = retry_after

    @property
    def body(self) -> dict[str, Any]:
        """The JSON of the response."""
        return {
            "error": {
                "code": int(self.status),
                "message": self.message,
                "status": STATUS_NAMES.get(self.status, "UNKNOWN"),
                "details": self.rpc_details,
            }
        }


def invalid(
    message: str, error_type: str = "INVALID_REQUEST", **more: Any
) -> PerspectiveError:
    """Return an invalid-argument error with one of the API's own error types."""
    return PerspectiveError(message, [{"@type": ERROR, "errorType": error_type} | more])


def malformed(description: str, field: str = "") -> PerspectiveError:
    """Return the error for JSON that does not match the protocol."""
    violation = {"field": field} if field else {}
    violations = [violation | {"description": description}]
    return PerspectiveError(
        description, [{"@type": BAD_REQUEST, "fieldViolations": violations}]
    )


def unknown_fields(path: str) -> PerspectiveError:
    """Return the error for a requested part that no response has."""
    description = (
        "Error expanding 'fields' parameter. Cannot find matching fields for path"
        f" '{path}'."
    )
    violations = [{"field": path, "description": description}]
    return PerspectiveError(
        "Request contains an invalid argument.",
        [{"@type": BAD_REQUEST, "fieldViolations": violations}],
    )


def language_not_supported(
    attribute: str, languages: Sequence[str]
) -> PerspectiveError:
    """Return the error for unsupported languages, which names a requested attribute.

    Clients drop exactly this attribute and try again.
    """
    return invalid(
        f"Attribute {attribute} does not support request languages:"
        f" {', '.join(languages)}",
        "LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE",
        languageNotSupportedByAttributeError={
            "detectedLanguages": list(languages),
            "attribute": attribute,
        },
    )


def key_invalid() -> PerspectiveError:
    """Return the error for a key that does not exist or was revoked."""
    return PerspectiveError(
        "API key not valid. Please pass a valid API key.",
        [_info("API_KEY_INVALID")],
    )


def key_missing() -> PerspectiveError:
    """Return the error for a call without a key."""
    return PerspectiveError(
        "Method doesn't allow unregistered callers (callers without established"
        " identity). Please use API Key or other form of API consumer identity to"
        " call this API.",
        [_info("CONSUMER_INVALID")],
        status=HTTPStatus.FORBIDDEN,
    )


def key_blocked() -> PerspectiveError:
    """Return the error for a key that lacks the scope."""
    return PerspectiveError(
        f"Requests to this API {SERVICE} are blocked: the key lacks the scope"
        " “analyze”.",
        [_info("API_KEY_SERVICE_BLOCKED")],
        status=HTTPStatus.FORBIDDEN,
    )


def quota_exceeded(
    *, project: int, a_minute: int, retry_after: int
) -> PerspectiveError:
    """Return the error for a key that has used its calls of this minute."""
    metric = "Analysis requests (AnalyzeComment)"
    return PerspectiveError(
        f"Quota exceeded for quota metric '{metric}' and limit '{metric} per minute'"
        f" of service '{SERVICE}' for consumer 'project_number:{project}'.",
        [
            _info(
                "RATE_LIMIT_EXCEEDED",
                quota_limit_value=str(a_minute),
                quota_limit="AnalyzeRequestsPerMinutePerProject",
                quota_location="global",
                consumer=f"projects/{project}",
                quota_metric="CommentAnalyzerService/analyze_requests",
            ),
            {
                "@type": HELP,
                "links": [
                    {
                        "description": "Request a higher quota limit.",
                        "url": "https://cloud.google.com/docs/quota"
                        "#requesting_higher_quota",
                    }
                ],
            },
        ],
        status=HTTPStatus.TOO_MANY_REQUESTS,
        retry_after=retry_after,
    )


def overloaded() -> PerspectiveError:
    """Return the error for a call that would be answered too late."""
    return PerspectiveError(
        "The classifier has as much to do as it can answer in time.",
        [_info("RATE_LIMIT_EXCEEDED", quota_limit="ConcurrentRequests")],
        status=HTTPStatus.TOO_MANY_REQUESTS,
        retry_after=1,
    )


def batch_too_much() -> PerspectiveError:
    """Return the error for the rest of a batch that has used its allowance."""
    return PerspectiveError(
        "The batch asks for too much at once. Please send the rest of it again.",
        [_info("RATE_LIMIT_EXCEEDED", quota_limit="WorkPerBatch")],
        status=HTTPStatus.TOO_MANY_REQUESTS,
        retry_after=1,
    )


def unknown_method() -> PerspectiveError:
    """Return the error for a URL that the API does not have."""
    return PerspectiveError(
        "Method not found.",
        [_info("METHOD_NOT_FOUND")],
        status=HTTPStatus.NOT_FOUND,
    )


def unavailable(
    message: str, status: HTTPStatus = HTTPStatus.SERVICE_UNAVAILABLE
) -> PerspectiveError:
    """Return the error for a server that cannot answer now."""
    return PerspectiveError(message, [_info("SERVICE_UNAVAILABLE")], status=status)


def _info(reason: str, **metadata: str) -> Detail:
    return {
        "@type": ERROR_INFO,
        "reason": reason,
        "domain": "googleapis.com",
        "metadata": metadata | {"service": SERVICE},
    }
