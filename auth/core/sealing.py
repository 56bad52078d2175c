"""Encrypts secrets that have to be read again, so that a stolen copy is useless.

A TOTP secret cannot be stored as a digest. So it is encrypted with a key that is not in
the database.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

# Every Fernet token begins with its version and the upper bytes of its time.
_MARK = "gAAAA"
_PURPOSE = b"ceasefire: second factor"
_DIGESTS = b"ceasefire: digests"


class Seal:
    """Encrypts short texts with the first of its secrets, and decrypts with any.

    :param secrets: long random texts, the newest first. Keep an older one until
        everything that it encrypted has been encrypted again.
    """

    def __init__(self, secrets: Sequence[str]) -> None:
        self._fernet = MultiFernet(
            [Fernet(base64.urlsafe_b64encode(_key(each, _PURPOSE))) for each in secrets]
        )
        self._digest_keys = [_key(each, _DIGESTS) for each in secrets]

    def close(self, text: str) -> str:
        """Return *text* encrypted."""
        return self._fernet.encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str | None:
        """Return the text in *sealed*; ``None`` if no secret decrypts it."""
        try:
            return self._fernet.decrypt(sealed).decode()
        except InvalidToken:
            return None

    def digest(self, text: str) -> str:
        """Return the digest of *text*, which nobody can compute without the secret."""
        return self.digests(text)[0]

    def digests(self, text: str) -> list[str]:
        """Return the digests of *text* with each secret, the newest first."""
        return [
            hmac.new(each, text.encode(), hashlib.sha256).hexdigest()
            for each in self._digest_keys
        ]

    def renew(self, stored: str) -> str | None:
        """Return *stored* encrypted with the newest secret; ``None`` if that fails.

        A text that was stored in the clear is encrypted for the first time.
        """
        if not stored.startswith(_MARK):
            return self.close(stored)
        text = self.open(stored)
        return None if text is None else self.close(text)


def _key(secret: str, purpose: bytes) -> bytes:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose)
    return derived.derive(secret.encode())
