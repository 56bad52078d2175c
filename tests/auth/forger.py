"""An OpenID provider that answers as a test wants, with any keys and any claims."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask, jsonify, request
from flask.typing import ResponseReturnValue
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey, RSAKey
from werkzeug.serving import make_server

Key = RSAKey | ECKey | OctKey
Claims = dict[str, Any]
KEY = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
OTHER = RSAKey.generate_key(2048, {"kid": "two", "use": "sig"})
ACCESS_TOKEN = "an access token"


def signed(claims: Claims, key: Key = KEY, alg: str = "RS256", **header: Any) -> str:
    """Return a token with *claims*."""
    named = {"alg": alg} | ({"kid": key.kid} if key.kid else {}) | header
    return jwt.encode(named, claims, key, algorithms=[alg])


def unsigned(claims: Claims) -> str:
    """Return a token with ``alg: none``."""
    parts = (jwt_part({"alg": "none"}), jwt_part(claims), "")
    return ".".join(parts)


def jwt_part(values: Claims) -> str:
    """Return one part of a token."""
    return base64.urlsafe_b64encode(json.dumps(values).encode()).rstrip(b"=").decode()


def half_hash(text: str) -> str:
    """Return ``at_hash`` of an access token."""
    half = hashlib.sha256(text.encode()).digest()[:16]
    return base64.urlsafe_b64encode(half).rstrip(b"=").decode()


class Forger:
    """The provider.

    :ivar nonce: what the site sent, which the ID token repeats.
    :ivar sign: makes the ID token of its claims; ``None`` sends none.
    :ivar keys: the published keys.
    :ivar asked: how often each address was called.
    """

    def __init__(self) -> None:
        self.issuer = ""
        self.tell_the_truth()

    def tell_the_truth(self) -> None:
        """Answer as a good provider does."""
        self.nonce = ""
        self.claims: Claims = {}
        self.userinfo: Claims = {}
        self.sign: Callable[[Claims], str | None] = signed
        self.keys: list[Key] = [KEY]
        self.is_down = False
        self.asked: list[str] = []
        self.metadata: Claims = {}

    def id_token_claims(self) -> Claims:
        """Return true claims, with what the test changed; ``None`` leaves one out."""
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": "comments",
            "sub": "reader-1",
            "iat": now,
            "exp": now + 300,
            "nonce": self.nonce,
            "name": "Ruth Calder",
            "email": "ruth@reader.example",
            "email_verified": True,
        } | self.claims
        return {name: value for name, value in claims.items() if value is not None}

    @classmethod
    @contextmanager
    def serving(cls) -> Iterator[Forger]:
        """Serve it on a free port."""
        forger = cls()
        server = make_server("127.0.0.1", 0, forger.application(), threaded=True)
        forger.issuer = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield forger
        server.shutdown()
        thread.join()
        server.server_close()

    def application(self) -> Flask:
        """Return its endpoints."""
        app = Flask("forger")

        @app.before_request
        def count() -> ResponseReturnValue | None:
            self.asked.append(request.path)
            return ("away", 503) if self.is_down else None

        @app.get("/.well-known/openid-configuration")
        def configuration() -> ResponseReturnValue:
            return jsonify(
                {
                    "issuer": self.issuer,
                    "authorization_endpoint": f"{self.issuer}/authorize",
                    "token_endpoint": f"{self.issuer}/token",
                    "userinfo_endpoint": f"{self.issuer}/userinfo",
                    "jwks_uri": f"{self.issuer}/jwks",
                }
                | self.metadata
            )

        @app.get("/jwks")
        def jwks() -> ResponseReturnValue:
            return jsonify(KeySet(list(self.keys)).as_dict(private=False))

        @app.post("/token")
        def token() -> ResponseReturnValue:
            answer = {"access_token": ACCESS_TOKEN, "token_type": "Bearer"}
            id_token = self.sign(self.id_token_claims())
            return jsonify(answer | ({"id_token": id_token} if id_token else {}))

        @app.get("/userinfo")
        def userinfo() -> ResponseReturnValue:
            return jsonify(self.userinfo)

        return app
