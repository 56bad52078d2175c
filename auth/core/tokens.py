"""Secrets that are shown once and stored only as digests."""

from __future__ import annotations

import hashlib
import secrets

TOKEN_BYTES = 32
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 8


def new_token() -> str:
    """Return 256 random bits as text for a cookie or a link."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def new_code() -> str:
    """Return eight characters for a person to type, without look-alikes."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))


def digest(token: str) -> str:
    """Return the digest of *token*, which is what gets stored.

    A plain hash is enough for 112 random bits or more (OWASP ASVS 5.0, 6.5.2).
    """
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
