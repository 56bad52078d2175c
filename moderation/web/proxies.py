"""Trusts the headers of configured proxies, and checks what every request brings."""

from __future__ import annotations

import re
from collections.abc import Iterable
from http import HTTPStatus
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from werkzeug.middleware.proxy_fix import ProxyFix

HOST = re.compile(
    r"(?:[a-z0-9._-]{1,253}|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?", re.IGNORECASE
)
PREFIX = re.compile(r"(?:/[\w.~-]+)*")
REFUSAL = b"The Host or X-Forwarded-Prefix header of this request is not valid.\n"


def believing(app: WSGIApplication, *, hops: int) -> WSGIApplication:
    """Return *app* behind *hops* trusted proxies.

    Each of them must set ``X-Forwarded-For``, ``-Proto``, ``-Host`` and ``-Prefix``, or
    remove these headers from the client's request.
    """
    checked = HostCheck(with_readable_cookies(app))
    if not hops:
        return checked
    return ProxyFix(checked, x_for=hops, x_proto=hops, x_host=hops, x_prefix=hops)


def with_readable_cookies(app: WSGIApplication) -> WSGIApplication:
    """Return *app*, to which cookies come as UTF-8.

    Another program of the same domain may have set a cookie in another encoding. The
    libraries would fail at it, and its holder would see no page of ours.
    """

    def answer(
        environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        sent: str = environ.get("HTTP_COOKIE", "")
        if not sent.isascii():
            text = sent.encode("latin-1").decode("utf-8", "replace")
            environ["HTTP_COOKIE"] = text.encode().decode("latin-1")
        return app(environ, start_response)

    return answer


class HostCheck:
    """Answers 400 if the host is invalid, because no page could link to itself."""

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app

    def __call__(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Pass a valid request on."""
        host, prefix = environ.get("HTTP_HOST"), environ.get("SCRIPT_NAME", "")
        is_good = host is None or HOST.fullmatch(host) is not None
        if is_good and PREFIX.fullmatch(prefix):
            return self._app(environ, start_response)
        status = HTTPStatus.BAD_REQUEST
        headers = [
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Length", str(len(REFUSAL))),
            ("Cache-Control", "no-store"),
        ]
        start_response(f"{status.value} {status.phrase}", headers)
        return [REFUSAL]
