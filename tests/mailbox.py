"""A local mail server that stores what it receives, and refuses what it is told to."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller

from auth.db.database import Database
from moderation.intake.worker import Worker
from moderation.notifications.services import bouncing, delivery, withdrawing
from moderation.platform import outbox
from moderation.running.mail_delivery import Letterhead, Relay, sender_of
from moderation.scoring.runtime.fixed_scorer import FixedScorer
from tests.calling import Caller, Newsroom
from tests.serving import free_port

BASE_URL = "http://localhost"
SENDER = "comments@courier.example"
HEAD = Letterhead(name="The Courier", origin=BASE_URL)


@dataclass
class MailServer:
    """What the server received, as it came over the wire."""

    url: str = ""
    raw: list[bytes] = field(default_factory=list)
    envelope_senders: list[str] = field(default_factory=list)
    answer: str = "250 OK"

    async def handle_RCPT(  # noqa: N802  The library's name.
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        """Accept the recipient, or answer as the test says."""
        if self.answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answer

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802  The library's name.
        """Keep the mail."""
        self.raw.append(envelope.content)
        self.envelope_senders.append(envelope.mail_from)
        return "250 OK"

    @property
    def mails(self) -> list[EmailMessage]:
        """The received mails, parsed."""
        return [email.message_from_bytes(each, policy=default) for each in self.raw]

    def line(self, header: str) -> str:
        """Return the line of a header in the newest mail, as it was sent."""
        found = re.search(rf"^{header}: (.*)\r?$", self.raw[-1].decode(), re.MULTILINE)
        return found[1].strip() if found else ""

    def send(self, database: Database, **options: Any) -> int:
        """Send what is queued in the outbox to this server."""
        send = sender_of(
            Relay(url=self.url, is_plain=True),
            sender=SENDER,
            secret="not secret",
            head=lambda _: HEAD,
            **options,
        )
        return outbox.send_queued(
            database, send, withdrawing.may_send, bouncing.note_refusal
        )


def deliver(database: Database, at: Any) -> None:
    """Queue the mail of the notifications that are due at a time."""
    with database.unit_of_work(write=True) as work:
        while delivery.deliver(work.session, base_url=BASE_URL, now=at):
            pass


def reply(called: Newsroom, who: Caller, parent: int, text: str = "An answer.") -> None:
    """Post a reply as somebody, and publish it as the classifier's worker does."""
    sent = who.send("/articles/truce/comments", text=text, parent_id=str(parent))
    assert sent.status_code == 303
    Worker(called.database, FixedScorer()).run_once()


@contextmanager
def serving() -> Iterator[MailServer]:
    """Run a mail server on this machine."""
    handler = MailServer()
    server = Controller(handler, hostname="127.0.0.1", port=free_port())
    server.start()
    handler.url = f"smtp://127.0.0.1:{server.port}"
    yield handler
    server.stop()
