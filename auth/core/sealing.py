"""Sealing what must be read again, unlike a password, but not from a stolen copy.

A TOTP secret cannot be kept as a digest. It stands in the database encrypted, by a
key that the database does not hold.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

# Every Fernet token begins with its version and the upper bytes of its time.
_MARK = "gAAAA"
_PURPOSE = b"ceasefire: second factor"


class Seal:
    """Encrypts short texts with the first of its secrets, and opens with any.

    :param secrets: long random texts, the newest first; an older one is kept until
        what it sealed is sealed anew.
    """

    def __init__(self, secrets: Sequence[str]) -> None:
        self._fernet = MultiFernet([Fernet(_key(each)) for each in secrets])

    def close(self, text: str) -> str:
        """Return *text* sealed."""
        return self._fernet.encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str | None:
        """Return the text in *sealed*, ``None`` if no secret opens it."""
        try:
            return self._fernet.decrypt(sealed).decode()
        except InvalidToken:
            return None

    def renew(self, stored: str) -> str | None:
        """Return *stored* sealed by the newest secret, ``None`` if none opens it.

        A text that was stored before there was a seal is sealed for the first time.
        """
        if not stored.startswith(_MARK):
            return self.close(stored)
        text = self.open(stored)
        return None if text is None else self.close(text)


def _key(secret: str) -> bytes:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE)
    return base64.urlsafe_b64encode(derived.derive(secret.encode()))
