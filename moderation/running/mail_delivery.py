"""Composes mail and sends it to the newsroom's relay, over verified TLS."""

from __future__ import annotations

import hashlib
import hmac
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import unquote, urlsplit

from sqlalchemy.orm import Session

from auth.core.models import Site
from auth.sites.lookup import newspaper_of, origin_of
from moderation.platform.outbox import OutboxMessage

TIMEOUT_SECONDS = 10

LONGEST_NUMBER = 18
LONGEST_LINE = 998
"""Characters of a line in a mail (RFC 5322, 2.1.1). No shorter header is wrapped."""


@dataclass(frozen=True, kw_only=True)
class Letterhead:
    """The newspaper that a mail comes from.

    :param name: the name of the site, or of all sites, separated by commas.
    :param origin: the origin of its pages.
    """

    name: str
    origin: str

    def under(self, body: str) -> str:
        """Return *body* followed by the newspaper's name and a link to it."""
        return f"{body.rstrip()}\n\n-- \n{self.name}\n{self.origin}\n"

    def sender(self, address: str) -> Address | str:
        """Return the value of ``From``. An address that has a name keeps it."""
        if not address.isascii() or "<" in address:
            return address
        return Address(self.name, addr_spec=address)


def letterhead(session: Session, *, site_id: int | None, base_url: str) -> Letterhead:
    """Return the letterhead for mails of a site.

    :param site_id: ``None`` for mails from all sites of the newsroom.
    """
    site = session.get(Site, site_id) if site_id else None
    origin = origin_of(session, site, base_url=base_url) if site else base_url
    return Letterhead(name=newspaper_of(session, site), origin=origin)


@dataclass(frozen=True, kw_only=True)
class Relay:
    """The relay to which mail is sent.

    :param url: ``smtp://`` starts in the clear and switches to TLS with STARTTLS;
        ``smtps://`` uses TLS from the first byte. Both verify the relay's certificate
        against the authorities that this machine trusts.
    :param is_plain: uses ``smtp://`` without TLS, for a relay on this machine.
    """

    url: str
    is_plain: bool = False

    def connect(self) -> smtplib.SMTP:
        """Return a connection to the relay, logged in if the URL has a user.

        :raises OSError: if the relay is unreachable, or its certificate is not valid.
        :raises smtplib.SMTPException: if it lacks STARTTLS, or refuses the log-in.
        """
        parts = urlsplit(self.url)
        host, port = parts.hostname or "localhost", parts.port or 0
        context = ssl.create_default_context()
        if parts.scheme == "smtps":
            relay: smtplib.SMTP = smtplib.SMTP_SSL(
                host, port, timeout=TIMEOUT_SECONDS, context=context
            )
        else:
            relay = smtplib.SMTP(host, port, timeout=TIMEOUT_SECONDS)
        try:
            if parts.scheme == "smtp" and not self.is_plain:
                relay.starttls(context=context)
            if parts.username:
                relay.login(unquote(parts.username), unquote(parts.password or ""))
        except BaseException:
            relay.close()
            raise
        return relay


def sender_of(
    relay: Relay,
    *,
    sender: str,
    secret: str,
    head: Callable[[OutboxMessage], Letterhead],
    bounces: str = "",
) -> Callable[[OutboxMessage], None]:
    """Return a function that sends one message through *relay*.

    :param sender: the address in ``From``.
    :param secret: hides the ids of messages in their Message-IDs.
    :param head: returns the letterhead of a message.
    :param bounces: the address that undelivered mail comes back to. Each message gets
        an envelope sender of its own at it; without it, mail leaves from *sender*.
    """

    def send(message: OutboxMessage) -> None:
        mail = written(message, sender=sender, secret=secret, head=head(message))
        came_from = return_path(bounces, message.id, secret=secret) if bounces else None
        with relay.connect() as connection:
            connection.send_message(mail, from_addr=came_from)

    return send


def written(
    message: OutboxMessage, *, sender: str, secret: str, head: Letterhead
) -> EmailMessage:
    """Return *message* in the form that is sent."""
    # The default policy encodes a long address in a header, which makes it invalid.
    mail = EmailMessage(policy=SMTP.clone(max_line_length=LONGEST_LINE))
    mail["From"], mail["To"] = head.sender(sender), message.recipient
    mail["Subject"] = message.subject
    mail["Date"] = format_datetime(message.created_at)
    # If the relay's answer was lost, the mail is sent twice. The same id lets the
    # receiver recognize the copy.
    host = sender.rsplit("@", maxsplit=1)[-1]
    mail["Message-ID"] = f"<{_name_of(message, secret)}@{host}>"
    # Keeps holiday notices from being sent in answer (RFC 3834).
    mail["Auto-Submitted"] = "auto-generated"
    for name, value in message.headers.items():
        mail[name] = value
    mail.set_content(head.under(message.body))
    if message.html:
        mail.add_alternative(message.html, subtype="html")
    return mail


def return_path(bounces: str, number: int, *, secret: str) -> str:
    """Return the envelope sender of message *number*, which says what came back."""
    local, _, host = bounces.rpartition("@")
    return f"{local}+{number}.{_mark(number, secret)}@{host}"


def number_in(address: str, *, secret: str) -> int | None:
    """Return the message whose envelope sender is *address*; ``None`` for any other."""
    number, _, mark = address.partition("@")[0].rpartition("+")[2].partition(".")
    if not number.isascii() or not number.isdecimal() or len(number) > LONGEST_NUMBER:
        return None
    is_ours = hmac.compare_digest(mark.encode(), _mark(int(number), secret).encode())
    return int(number) if is_ours else None


def _mark(number: int, secret: str) -> str:
    """Return a mark that only we can make, so that nobody invents what came back."""
    text = f"bounce {number}".encode()
    return hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()[:16]


def _name_of(message: OutboxMessage, secret: str) -> str:
    """Return a name for *message* that does not reveal how many there are."""
    number = f"mail {message.id}".encode()
    return hmac.new(secret.encode(), number, hashlib.sha256).hexdigest()[:32]
