"""Fetches from addresses that an admin typed or a provider named, with precautions.

The host is resolved once, every address of it is checked, and the connection goes to a
checked address. So a name cannot lead to a machine of the house network, not even one
that changes between the check and the connection. Redirects are not followed.
"""

from __future__ import annotations

import socket
import time
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, NewConnectionError
from urllib3.util import connection

from auth.core.errors import UnavailableError
from auth.core.network.public_addresses import AddressRules
from auth.core.network.url_parts import url_parts
from auth.core.translation import gettext as _

CONNECT_SECONDS, READ_SECONDS, ALL_SECONDS = 3.0, 5.0, 10.0
MOST_BYTES = 256 * 1024
_AT_ONCE = 16 * 1024


class FetchError(requests.RequestException):
    """The answer was refused: too large, too slow, or from a forbidden place."""


def session_for(*, allows_private: bool) -> requests.Session:
    """Return an HTTP session that keeps to the precautions."""
    return guarded(requests.Session(), allows_private=allows_private)


def guarded(session: requests.Session, *, allows_private: bool) -> requests.Session:
    """Make *session* keep to the precautions.

    :param allows_private: whether private addresses, and http to them, are allowed.
    """
    session.trust_env = False
    session.max_redirects = 0
    adapter = _Adapter(allows_private=allows_private)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session


def fetch_json(url: str, *, allows_private: bool) -> dict[str, Any]:
    """Return the JSON object at *url*.

    :raises UnavailableError: if it cannot be had.
    """
    try:
        with session_for(allows_private=allows_private) as session:
            answer = session.get(
                url, headers={"Accept": "application/json"}, allow_redirects=False
            )
            found = answer.json() if answer.status_code == requests.codes.ok else None
    except (
        requests.RequestException,
        HTTPError,
        ValueError,
        RecursionError,
    ) as error:
        raise UnavailableError(_away(url)) from error
    if not isinstance(found, dict):
        raise UnavailableError(_away(url))
    return found


def _away(url: str) -> str:
    host = url_parts(url).netloc
    return _("%(host)s cannot be reached, or gave no usable answer.", host=host)


class _Adapter(HTTPAdapter):
    """Checks the scheme and the addresses, and limits time and size."""

    def __init__(self, *, allows_private: bool) -> None:
        self.allows_private = allows_private
        super().__init__(max_retries=0)

    def init_poolmanager(self, *arguments: Any, **keywords: Any) -> None:
        """Connect with the checking connections."""
        super().init_poolmanager(*arguments, **keywords)
        self.poolmanager.pool_classes_by_scheme = (
            {"http": _PrivateHttpPool, "https": _AnyHttpsPool}
            if self.allows_private
            else {"https": _PublicHttpsPool}
        )

    def send(self, request: requests.PreparedRequest, **keywords: Any) -> Any:  # type: ignore[override]
        """Send *request*, and read the answer within the limits."""
        if not self.allows_private and url_parts(request.url or "").scheme != "https":
            raise FetchError("only https is allowed")
        ends_at = time.monotonic() + ALL_SECONDS
        limits = {"timeout": (CONNECT_SECONDS, READ_SECONDS), "stream": True}
        answer = super().send(request, **keywords | limits)
        read = bytearray()
        for part in answer.iter_content(_AT_ONCE):
            read += part
            if len(read) > MOST_BYTES or time.monotonic() > ends_at:
                answer.close()
                raise FetchError("the answer is too large or too slow")
        answer._content = bytes(read)  # noqa: SLF001  The library offers no other way.
        return answer


class _Checked:
    """Connects to an address of the host that was checked."""

    _dns_host: str
    port: int
    timeout: Any
    source_address: Any
    socket_options: Any
    only_private = only_public = False

    def _new_conn(self) -> socket.socket:
        try:
            return connection.create_connection(
                (self._address(), self.port),
                self.timeout,
                source_address=self.source_address,
                socket_options=self.socket_options,
            )
        except OSError as error:
            raise NewConnectionError(self, "no connection") from error  # type: ignore[arg-type]

    def _address(self) -> str:
        found = {
            str(each[4][0])
            for each in socket.getaddrinfo(
                self._dns_host, self.port, type=socket.SOCK_STREAM
            )
        }
        for each in found:
            is_public = AddressRules().permits(each)
            if (self.only_public and not is_public) or (
                self.only_private and is_public
            ):
                raise OSError("the address is not allowed")
        # IPv4 first: a machine without IPv6 still resolves such addresses.
        return min(found, key=lambda each: (":" in each, each))


class _PublicHttps(_Checked, HTTPSConnection):
    only_public = True


class _AnyHttps(_Checked, HTTPSConnection):
    pass


class _PrivateHttp(_Checked, HTTPConnection):
    only_private = True


class _PublicHttpsPool(HTTPSConnectionPool):
    ConnectionCls = _PublicHttps


class _AnyHttpsPool(HTTPSConnectionPool):
    ConnectionCls = _AnyHttps


class _PrivateHttpPool(HTTPConnectionPool):
    ConnectionCls = _PrivateHttp
