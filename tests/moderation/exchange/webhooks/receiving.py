"""A receiver of webhooks on this machine, and what it was sent."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from sqlalchemy import update

from auth.core.network.public_addresses import AddressRules
from auth.core.sealing import Seal
from auth.db.database import Database
from moderation.exchange.webhooks import sending
from moderation.exchange.webhooks.inputs import AddEndpoint
from moderation.exchange.webhooks.models import WebhookDelivery, WebhookEndpoint
from moderation.exchange.webhooks.posting import Poster
from moderation.exchange.webhooks.rules import MessageType
from moderation.exchange.webhooks.services import endpoints
from tests.calling import Newsroom

SEAL = Seal(["not secret: for tests alone"])
HERE = AddressRules.of("127.0.0.0/8")
BASE_URL = "https://comments.courier.example"


@dataclass(frozen=True)
class Request:
    """A request as it arrived."""

    path: str
    headers: dict[str, str]
    body: bytes


Reply = Callable[[Request], tuple[int, dict[str, str]]]


def thanks(_request: Request) -> tuple[int, dict[str, str]]:
    """Answer 204."""
    return 204, {}


@dataclass
class Receiver:
    """A server that remembers what it was sent. A test sets how it answers."""

    reply: Reply = thanks
    # Seconds between the bytes of an answer.
    drips: float = 0.0
    got: list[Request] = field(default_factory=list)
    port: int = 0

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}/hooks"

    def answers(self, status: int, **headers: str) -> None:
        """Answer with *status* from now on."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.reply = lambda _: (status, named)

    def handler(self) -> type[BaseHTTPRequestHandler]:
        """Return the handler of its requests."""
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                headers = {name.lower(): value for name, value in self.headers.items()}
                request = Request(self.path, headers, self.rfile.read(length))
                receiver.got.append(request)
                status, more = receiver.reply(request)
                if receiver.drips:
                    self.drip()
                    return
                self.send_response(status)
                for name, value in more.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def drip(self) -> None:
                for letter in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 200:
                    try:
                        self.wfile.write(bytes([letter]))
                    except OSError:
                        return
                    time.sleep(receiver.drips)

            def log_message(self, *_arguments: Any) -> None:
                """Keep quiet."""

        return Handler


@contextmanager
def listening() -> Iterator[Receiver]:
    """Run a receiver."""
    receiver = Receiver()
    server = ThreadingHTTPServer(("127.0.0.1", 0), receiver.handler())
    receiver.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield receiver
    server.shutdown()
    server.server_close()
    thread.join()


@dataclass
class Webhooks:
    """Endpoints of a newsroom, and what sends to them."""

    database: Database
    sender: sending.Sender

    def endpoint(
        self, url: str, *types: MessageType, site_id: int | None = None
    ) -> tuple[int, str]:
        """Add an endpoint; return its id and its secret."""
        with self.database.unit_of_work(write=True) as work:
            endpoint, secret = endpoints.add(
                work.session,
                AddEndpoint(url=url, types=types, site_id=site_id),
                seal=SEAL,
                actor_id=1,
                now=work.now,
                rules=HERE,
            )
            return endpoint.id, secret

    def send(self) -> int:
        """Send what is due."""
        return sending.send_due(self.database, self.sender)

    def wait_no_more(self) -> None:
        """Let all waits be over, as if time had passed."""
        with self.database.unit_of_work(write=True) as work:
            work.session.execute(update(WebhookDelivery).values(due_at=work.now))
            work.session.execute(
                update(WebhookEndpoint).values(rests_until=None, lease_until=work.now)
            )

    def deliveries(self) -> list[WebhookDelivery]:
        """Return all deliveries, the oldest first."""
        with self.database.unit_of_work(write=False) as work:
            found = work.session.query(WebhookDelivery).order_by(WebhookDelivery.id)
            rows = found.all()
            work.session.expunge_all()
            return rows

    def of(self, endpoint_id: int) -> WebhookEndpoint:
        """Return an endpoint."""
        with self.database.unit_of_work(write=False) as work:
            found = work.session.get_one(WebhookEndpoint, endpoint_id)
            work.session.expunge(found)
            return found


def webhooks_of(database: Database, seconds: float = 5.0) -> Webhooks:
    """Return the webhooks of a newsroom, which may be sent to this machine."""
    poster = Poster(rules=HERE, seconds=seconds)
    return Webhooks(
        database, sending.Sender(poster, SEAL, BASE_URL, chance=lambda: 0.0)
    )


def posted(called: Newsroom, text: str = "A thought", name: str = "Nour") -> int:
    """Post a comment as a reader; return its id."""
    _, author = called.person(name)
    return called.comment(author, text)
