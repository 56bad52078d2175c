"""Which push services and keys of browsers are accepted, and what is sent to them."""

from __future__ import annotations

import base64
import binascii
import json
import re
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec

DECLARATIVE = 8030
"""The number that marks a declarative push message, which needs no service worker."""
LIFETIME = timedelta(days=1)
"""How long a push service keeps a message for a browser that is away."""
MOST_BYTES = 3_993
"""Bytes of a message that every push service accepts, before encryption."""
MOST_AN_HOUR = 20
"""Push messages to one browser within an hour. More are dropped."""
LONGEST_ENDPOINT = 2_000
RETRIES = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
)
"""The waits after a failure. After the last one, the message is too old."""
REFUSED_FOR = timedelta(days=3)
"""How long a push service may refuse our key for a browser before it is forgotten."""

_NETLOC = re.compile(r"[A-Za-z0-9.-]+(?::\d{1,5})?")
_POINT, _SECRET = 65, 16
_UNCOMPRESSED = 0x04


@dataclass(frozen=True)
class Services:
    """The push services that messages are sent to.

    :param hosts: their host names. One that begins with a dot also stands for
        everything below it.
    :param allows_local: also accepts plain HTTP and private addresses: for tests.
    """

    hosts: tuple[str, ...]
    allows_local: bool = False

    def accepts(self, endpoint: str) -> bool:
        """Whether *endpoint* is an address of one of these services."""
        try:
            parts = urlsplit(endpoint)
            port = parts.port
        except ValueError:
            return False
        host = (parts.hostname or "").lower()
        # A host of letters, digits, dots and hyphens is read alike by everything that
        # reads an address. With a backslash, for example, others see another host.
        if not _NETLOC.fullmatch(parts.netloc) or len(endpoint) > LONGEST_ENDPOINT:
            return False
        if not self.allows_local and (
            parts.scheme != "https" or port not in (None, 443)
        ):
            return False
        return any(
            host == each or (each.startswith(".") and host.endswith(each))
            for each in self.hosts
        )


def are_keys(p256dh: str, auth: str) -> bool:
    """Whether the two keys of a browser are a point on the curve and 16 bytes."""
    try:
        point, secret = _decoded(p256dh), _decoded(auth)
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except (ValueError, binascii.Error):
        return False
    is_plain = len(point) == _POINT and point[0] == _UNCOMPRESSED
    return is_plain and len(secret) == _SECRET


@dataclass(frozen=True, kw_only=True)
class PushText:
    """What a push message shows. It never holds the text of a comment.

    :param navigate: the page that a click opens.
    :param tag: messages with the same tag replace each other.
    """

    title: str
    body: str
    navigate: str
    tag: str
    language: str
    unread: int

    def payload(self) -> bytes:
        """Return the JSON of the message, the same for both kinds of browsers."""
        notification = {
            "title": self.title,
            "body": self.body,
            "navigate": self.navigate,
            "lang": self.language,
            "dir": "auto",
            "silent": False,
            "app_badge": str(self.unread),
            "tag": self.tag,
        }
        message = {"web_push": DECLARATIVE, "notification": notification}
        return json.dumps(message, ensure_ascii=False).encode()


class TooLargeError(ValueError):
    """A message is larger than push services accept."""


@dataclass(frozen=True)
class Target:
    """A browser's address at its push service, and its keys."""

    endpoint: str
    p256dh: str
    auth: str

    @property
    def origin(self) -> str:
        """The origin of the service, which the token names."""
        parts = urlsplit(self.endpoint)
        return f"{parts.scheme}://{parts.netloc}"


@dataclass(frozen=True)
class Answer:
    """What a push service answered: the status, and the seconds to wait if it says so.

    A status of 0 means that there was no answer.
    """

    status: int
    retry_after: int | None = None


def _decoded(text: str) -> bytes:
    return base64.b64decode(
        text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True
    )
