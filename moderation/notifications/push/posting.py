"""Posts encrypted push messages to the services of browsers.

The address of a service comes from a browser, so nothing there is trusted: a redirect
is not followed, a private address is not called, and every call ends within seconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import py_vapid
import requests
from pywebpush import WebPusher, WebPushException
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from auth.core.network.public_addresses import AddressRules
from moderation.notifications.push.rules import (
    LIFETIME,
    MOST_BYTES,
    Answer,
    Services,
    Target,
    TooLargeError,
)

TIMEOUT_SECONDS = 10
TOKEN_LIFETIME = timedelta(hours=12)


class PrivateAddressError(OSError):
    """A push service's name leads to an address that is not public."""


@dataclass(frozen=True)
class Poster:
    """Posts messages.

    :param private_key: the newsroom's key, as ``push_key`` has it.
    :param contact: a ``mailto:`` or ``https:`` URL for the people at push services.
    """

    private_key: str
    contact: str
    services: Services

    def post(
        self, target: Target, payload: bytes, *, topic: str, now: datetime
    ) -> Answer:
        """Encrypt *payload* for *target* and post it.

        :param topic: messages of the same topic replace each other while a browser is
            away: up to 32 letters and digits.
        :raises TooLargeError: above 3,993 bytes.
        """
        if len(payload) > MOST_BYTES:
            raise TooLargeError(f"{len(payload)} bytes")
        if not self.services.accepts(target.endpoint):
            return Answer(410)
        with _session(allows_local=self.services.allows_local) as session:
            pusher = WebPusher(
                {
                    "endpoint": target.endpoint,
                    "keys": {"p256dh": target.p256dh, "auth": target.auth},
                },
                requests_session=session,
            )
            headers = self._token(target, now) | {"urgency": "normal", "topic": topic}
            try:
                answer: Any = pusher.send(
                    payload,
                    headers,
                    ttl=int(LIFETIME.total_seconds()),
                    content_encoding="aes128gcm",
                    timeout=TIMEOUT_SECONDS,
                )
            except (OSError, WebPushException):
                return Answer(0)
            wait = answer.headers.get("Retry-After", "")
            return Answer(answer.status_code, int(wait) if wait.isdecimal() else None)

    def _token(self, target: Target, now: datetime) -> dict[str, str]:
        """Return the header that names the newsroom, made anew for each service."""
        vapid = py_vapid.Vapid02.from_string(self.private_key)
        # Without this, the library accepts no contact at a host without a domain.
        vapid.conf = {"no-strict": True}
        claims = {
            "sub": self.contact,
            "aud": target.origin,
            "exp": int((now + TOKEN_LIFETIME).timestamp()),
        }
        signed: dict[str, str] = vapid.sign(claims)
        return signed


def _session(*, allows_local: bool) -> requests.Session:
    session = _WithoutRedirects()
    # No proxy and no password file of this machine may change where a message goes.
    session.trust_env = False
    if not allows_local:
        session.mount("https://", _PublicAdapter())
    return session


class _WithoutRedirects(requests.Session):
    def request(self, *arguments: Any, **options: Any) -> requests.Response:
        """Return the first response, even if it is a redirect."""
        return super().request(*arguments, **(options | {"allow_redirects": False}))


class _PublicAdapter(HTTPAdapter):
    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        """Make connections that check the address they reached."""
        super().init_poolmanager(*arguments, **options)
        self.poolmanager.pool_classes_by_scheme = {
            "http": _PublicPool,
            "https": _PublicTlsPool,
        }


class _PublicConnection(HTTPConnection):
    def _new_conn(self) -> Any:
        return _checked(super()._new_conn())


class _PublicTlsConnection(HTTPSConnection):
    def _new_conn(self) -> Any:
        return _checked(super()._new_conn())


class _PublicPool(HTTPConnectionPool):
    ConnectionCls = _PublicConnection


class _PublicTlsPool(HTTPSConnectionPool):
    ConnectionCls = _PublicTlsConnection


def _checked(connection: Any) -> Any:
    """Return *connection* if it reached a public address, before anything is sent.

    :raises PrivateAddressError: otherwise.
    """
    peer = str(connection.getpeername()[0])
    if not AddressRules().permits(peer):
        connection.close()
        raise PrivateAddressError(peer)
    return connection
