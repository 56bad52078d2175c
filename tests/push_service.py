"""A local push service that decrypts what it gets, as a browser would."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlalchemy import func, select

from auth.core.actor import Actor
from auth.core.models import LoginSession
from auth.core.sealing import Seal
from auth.db.base import Base
from moderation.notifications.inputs import AddDevice
from moderation.notifications.push.rules import Services
from moderation.notifications.services import devices
from tests.calling import Newsroom

LOCAL = Services(("127.0.0.1", "localhost"), allows_local=True)
PRODUCTION = Services(("fcm.googleapis.com", ".push.services.mozilla.com"))
SEAL = Seal(["a secret of this test"])
SECRET = b"sixteen bytes !!"


def text(value: bytes) -> str:
    """Return bytes as browsers write them."""
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


@dataclass
class PushService:
    """What the service received, and what it answers."""

    port: int = 0
    status: int = 201
    answer_headers: dict[str, str] = field(default_factory=dict)
    bodies: list[bytes] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def subscription(self, name: str = "one") -> dict[str, str]:
        """Return what a browser sends when push messages are allowed."""
        point = self.key.public_key().public_bytes(
            Encoding.X962, PublicFormat.UncompressedPoint
        )
        return {
            "endpoint": f"http://127.0.0.1:{self.port}/push/{name}",
            "p256dh": text(point),
            "auth": text(SECRET),
        }

    def messages(self) -> list[dict[str, Any]]:
        """Return the received messages, decrypted."""
        return [
            json.loads(
                http_ece.decrypt(
                    body, private_key=self.key, auth_secret=SECRET, version="aes128gcm"
                )
            )
            for body in self.bodies
        ]


@contextmanager
def serving() -> Iterator[PushService]:
    """Run a push service on this machine."""
    service = PushService()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            service.bodies.append(self.rfile.read(length))
            service.headers.append(
                {name.lower(): value for name, value in self.headers.items()}
            )
            self.send_response(service.status)
            for name, value in service.answer_headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    service.port = server.server_port
    Thread(target=server.serve_forever, daemon=True).start()
    yield service
    server.shutdown()
    server.server_close()


def allow(
    called: Newsroom, who: Actor, service: PushService, name: str = "one"
) -> None:
    """Allow push messages in a browser of a reader."""
    with called.database.unit_of_work(write=True) as work:
        session_id = work.session.scalar(
            select(LoginSession.id).where(LoginSession.account_id == who.account_id)
        )
        assert session_id
        devices.add(
            work.session,
            AddDevice(**service.subscription(name)),
            account_id=who.account_id,
            session_id=session_id,
            services=LOCAL,
            now=work.now,
        )


def count(called: Newsroom, table: type[Base]) -> int:
    """Return the number of rows of a table."""
    with called.database.unit_of_work(write=False) as work:
        return work.session.scalar(select(func.count()).select_from(table)) or 0
