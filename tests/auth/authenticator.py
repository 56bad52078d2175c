"""A software authenticator: it makes passkeys and signs with them (WebAuthn, ES256)."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

ORIGIN, HOST = "http://localhost", "localhost"
PRESENT, VERIFIED, HAS_KEY = 0x01, 0x04, 0x40


def encoded(data: bytes) -> str:
    """Return *data* in base64url."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Authenticator:
    """One key on one device.

    :ivar count: how often it was used.
    """

    def __init__(self, *, verifies: bool = True) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(16)
        self.count = 0
        self.flags = PRESENT | (VERIFIED if verifies else 0)

    def make(self, options: str, *, origin: str = ORIGIN, host: str = HOST) -> str:
        """Return the answer to a page that asks for a new passkey."""
        public = self.key.public_key().public_numbers()
        cose = {
            1: 2,
            3: -7,
            -1: 1,
            -2: public.x.to_bytes(32, "big"),
            -3: public.y.to_bytes(32, "big"),
        }
        attested = bytes(16) + len(self.id).to_bytes(2, "big") + self.id
        data = self._data(host, HAS_KEY) + attested + cbor2.dumps(cose)
        made = {"fmt": "none", "attStmt": {}, "authData": data}
        client = self._client("webauthn.create", options, origin)
        return self._answer(
            {
                "clientDataJSON": encoded(client),
                "attestationObject": encoded(cbor2.dumps(made)),
            }
        )

    def sign(self, options: str, *, origin: str = ORIGIN, host: str = HOST) -> str:
        """Return the answer to a page that asks for the passkey."""
        self.count += 1
        client = self._client("webauthn.get", options, origin)
        data = self._data(host)
        signed = data + hashlib.sha256(client).digest()
        return self._answer(
            {
                "clientDataJSON": encoded(client),
                "authenticatorData": encoded(data),
                "signature": encoded(self.key.sign(signed, ec.ECDSA(SHA256()))),
            }
        )

    def _data(self, host: str, more: int = 0) -> bytes:
        place = hashlib.sha256(host.encode()).digest()
        return place + bytes([self.flags | more]) + self.count.to_bytes(4, "big")

    def _client(self, kind: str, options: str, origin: str) -> bytes:
        challenge = json.loads(options)["challenge"]
        return json.dumps(
            {"type": kind, "challenge": challenge, "origin": origin}
        ).encode()

    def _answer(self, response: dict[str, Any]) -> str:
        return json.dumps(
            {
                "id": encoded(self.id),
                "rawId": encoded(self.id),
                "type": "public-key",
                "response": response,
                "clientExtensionResults": {},
            }
        )
