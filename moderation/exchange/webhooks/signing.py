"""The signature of Standard Webhooks 1.0.0, and the secrets that make it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence

PREFIX = "whsec_"
SECRET_BYTES = 32


def new_secret() -> str:
    """Return a new secret of 256 bits in the format of the standard."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def headers(
    message_id: str, body: bytes, *, timestamp: int, signed_with: Sequence[str]
) -> dict[str, str]:
    """Return the three headers of the standard.

    :param message_id: the same at each try. It contains no full stop.
    :param timestamp: the time of this try, in seconds since 1970.
    :param signed_with: the secrets in force. During a rotation there are two.
    """
    signed = f"{message_id}.{timestamp}.".encode() + body
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(_signature(each, signed) for each in signed_with),
    }


def _signature(secret: str, signed: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    digest = hmac.new(key, signed, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"
