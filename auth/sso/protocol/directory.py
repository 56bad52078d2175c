"""Remembers what providers publish: their addresses and their keys.

Keys are fetched again for an unknown ``kid``, but at most once a minute, so that a
flood of tokens with random ones causes no flood of requests to the provider.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, JWKRegistry, RSAKey

from auth.core.errors import UnavailableError
from auth.core.translation import gettext as _
from auth.sso.protocol.fetching import fetch_json

FETCHED_EVERY = timedelta(hours=1)
FETCHED_AGAIN_AFTER = timedelta(minutes=1)
TRIED_AGAIN_AFTER = timedelta(seconds=10)
MOST_KEYS = 50
LEAST_RSA_BITS = 2048

Fetch = Callable[..., dict[str, Any]]
PublicKey = RSAKey | ECKey


@dataclass(frozen=True)
class Metadata:
    """The addresses of an OpenID provider."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    keys_url: str
    userinfo_endpoint: str = ""
    auth_methods: tuple[str, ...] = ()


@dataclass
class _Remembered:
    at: datetime
    failed_at: datetime
    found: dict[str, Any] = field(default_factory=dict)
    failure: str = ""
    lock: threading.Lock = field(default_factory=threading.Lock)


class Directory:
    """What is known of the providers, in this process.

    :param fetch: returns the JSON object at an address.
    """

    def __init__(self, fetch: Fetch = fetch_json) -> None:
        self._fetch = fetch
        self._remembered: dict[tuple[str, bool], _Remembered] = {}
        self._lock = threading.Lock()

    def metadata(self, issuer: str, *, allows_private: bool, now: datetime) -> Metadata:
        """Return the addresses of the provider *issuer*.

        :raises UnavailableError: if they cannot be had, or belong to another issuer.
        """
        url = f"{issuer.rstrip('/')}/.well-known/openid-configuration"
        found = self._get(url, allows_private, now, FETCHED_EVERY)
        if found.get("issuer") != issuer:
            message = _(
                "The provider calls itself %(issuer)s. Please enter exactly that.",
                issuer=str(found.get("issuer"))[:200],
            )
            raise UnavailableError(message, {"field": "issuer"})
        return _metadata(found)

    def keys(
        self, url: str, *, kid: str | None, allows_private: bool, now: datetime
    ) -> list[PublicKey]:
        """Return the keys at *url* that may have signed a token with *kid*.

        :raises UnavailableError: if they cannot be had.
        """
        for age in (FETCHED_EVERY, FETCHED_AGAIN_AFTER):
            all_keys = _keys(self._get(url, allows_private, now, age))
            found = [each for each in all_keys if kid is None or each.kid == kid]
            if found:
                return found
        return []

    def _get(
        self, url: str, allows_private: bool, now: datetime, oldest: timedelta
    ) -> Mapping[str, Any]:
        key = (url, allows_private)
        never = datetime.min.replace(tzinfo=now.tzinfo)
        with self._lock:
            known = self._remembered.setdefault(key, _Remembered(never, never))
        with known.lock:
            if now - known.at >= oldest:
                self._refresh(known, url, allows_private, now)
            return known.found

    def _refresh(
        self, known: _Remembered, url: str, allows_private: bool, now: datetime
    ) -> None:
        # Those who waited for a provider that is down do not each wait for it again.
        if now - known.failed_at < TRIED_AGAIN_AFTER:
            raise UnavailableError(known.failure)
        try:
            known.found = self._fetch(url, allows_private=allows_private)
        except UnavailableError as error:
            known.failed_at, known.failure = now, error.message
            raise
        known.at = now


_ADDRESSES = ("authorization_endpoint", "token_endpoint", "jwks_uri")


def _metadata(found: Mapping[str, Any]) -> Metadata:
    addresses = [str(found.get(name) or "") for name in _ADDRESSES]
    if not all(each.startswith(("https://", "http://")) for each in addresses):
        message = _("The provider does not say where people log in.")
        raise UnavailableError(message, {"field": "issuer"})
    methods = found.get("token_endpoint_auth_methods_supported")
    return Metadata(
        issuer=str(found["issuer"]),
        authorization_endpoint=addresses[0],
        token_endpoint=addresses[1],
        keys_url=addresses[2],
        userinfo_endpoint=str(found.get("userinfo_endpoint") or ""),
        auth_methods=tuple(map(str, methods or ())),
    )


def _keys(found: Mapping[str, Any]) -> list[PublicKey]:
    """Return the public keys that can verify a signature; others are left out."""
    listed = found.get("keys")
    keys = list[PublicKey]()
    for each in (listed if isinstance(listed, list) else [])[:MOST_KEYS]:
        if not isinstance(each, dict) or each.get("use", "sig") != "sig":
            continue
        try:
            key = JWKRegistry.import_key(each)
        except (JoseError, ValueError, TypeError, KeyError):
            continue
        is_long = not isinstance(key, RSAKey) or _bits(key) >= LEAST_RSA_BITS
        if isinstance(key, RSAKey | ECKey) and is_long:
            keys.append(key)
    return keys


def _bits(key: RSAKey) -> int:
    return key.public_key.key_size
