"""Mail over a real connection: the right relay, encrypted, correctly formatted."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage, Message
from email.utils import parsedate_to_datetime
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as Kept
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from auth.sites.lookup import ensure_site
from moderation.platform.outbox import OutboxMessage
from moderation.running.mail_delivery import (
    Letterhead,
    Relay,
    letterhead,
    sender_of,
    written,
)
from tests.calling import Newsroom
from tests.serving import free_port

SENDER = "comments@courier.example"
COURIER = Letterhead(name="The Courier", origin="https://courier.example")


class Inbox(Kept):  # type: ignore[misc]  # The library has no types.
    """Stores received mails."""

    def __init__(self) -> None:
        super().__init__()
        self.mails: list[Message] = []

    def handle_message(self, message: Message) -> None:
        """Keep a mail."""
        self.mails.append(message)


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with a key and a self-signed certificate for 127.0.0.1."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "relay")])
    now = datetime.now(UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("relay") / "relay.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + built.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.fixture
def context(certificate: Path) -> ssl.SSLContext:
    made = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    made.load_cert_chain(certificate)
    return made


@pytest.fixture
def relay(
    request: pytest.FixtureRequest, inbox: Inbox, context: ssl.SSLContext
) -> Iterator[str]:
    """The URL of a relay of the requested kind."""
    tls = {"starttls": {"tls_context": context}, "smtps": {"ssl_context": context}}
    kind = getattr(request, "param", "plain")
    server = Controller(
        inbox, hostname="127.0.0.1", port=free_port(), **tls.get(kind, {})
    )
    server.start()
    scheme = "smtps" if kind == "smtps" else "smtp"
    yield f"{scheme}://127.0.0.1:{server.port}"
    server.stop()


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make this machine trust the relay's certificate."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))


def message(number: int = 7) -> OutboxMessage:
    return OutboxMessage(
        id=number,
        recipient="mina@reader.example",
        subject="A new password",
        body="Hello Mina",
        html="",
        headers={},
        created_at=datetime(2026, 11, 23, 12, 0, tzinfo=UTC),
    )


def send(relay: Relay) -> None:
    sender_of(relay, sender=SENDER, secret="s", head=lambda _: COURIER)(message())


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("relay", ["starttls", "smtps"], indirect=True)
def test_mail_leaves_over_tls(relay: str, inbox: Inbox) -> None:
    send(Relay(url=relay))

    [mail] = inbox.mails
    assert mail["To"] == "mina@reader.example"


@pytest.mark.parametrize("relay", ["starttls", "smtps"], indirect=True)
def test_a_relay_that_nobody_vouches_for_gets_no_mail(relay: str, inbox: Inbox) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        send(Relay(url=relay))

    assert inbox.mails == []


@pytest.mark.parametrize("user", ["", "mailer:password@"])
def test_a_relay_without_tls_gets_no_mail(relay: str, inbox: Inbox, user: str) -> None:
    with pytest.raises(smtplib.SMTPNotSupportedError):
        send(Relay(url=relay.replace("//", f"//{user}")))

    assert inbox.mails == []


def test_a_relay_on_this_machine_may_be_asked_in_the_clear(
    relay: str, inbox: Inbox
) -> None:
    send(Relay(url=relay, is_plain=True))

    assert len(inbox.mails) == 1


def mail(number: int, key: str = "one") -> EmailMessage:
    return written(message(number), sender=SENDER, secret=key, head=COURIER)


def test_a_mail_says_when_it_was_written_and_that_a_program_wrote_it() -> None:
    assert parsedate_to_datetime(mail(7)["Date"]) == message().created_at
    assert mail(7)["Auto-Submitted"] == "auto-generated"


def test_a_mail_that_goes_out_twice_has_one_id_and_it_tells_no_number() -> None:
    ids = [str(mail(number)["Message-ID"]) for number in (7, 7, 8)]

    assert ids[0] == ids[1] != ids[2]
    assert ids[0].endswith("@courier.example>")
    assert mail(7, key="another")["Message-ID"] != ids[0]


def test_every_mail_names_the_newspaper_and_leads_to_it() -> None:
    sent = mail(1)

    assert sent["From"] == f"The Courier <{SENDER}>"
    assert sent.get_content().endswith("\n-- \nThe Courier\nhttps://courier.example\n")


def test_a_sender_with_a_name_of_its_own_keeps_it() -> None:
    own = f"Comments desk <{SENDER}>"

    sent = written(message(1), sender=own, secret="s", head=COURIER)

    assert sent["From"] == own


def test_a_mail_names_all_sites_of_a_newsroom(called: Newsroom) -> None:
    with called.database.unit_of_work(write=True) as work:
        ensure_site(work.session, name="The Gazette", host="gazette", now=work.now)
        head = letterhead(
            work.session, site_id=None, base_url="https://courier.example"
        )

    assert head.name == "The Courier, The Gazette"


def test_a_mail_of_one_site_names_that_site_and_leads_to_it(called: Newsroom) -> None:
    with called.database.unit_of_work(write=True) as work:
        gazette = ensure_site(
            work.session, name="The Gazette", host="gazette.example", now=work.now
        )
        head = letterhead(
            work.session, site_id=gazette.id, base_url="https://courier.example"
        )

    assert head == Letterhead(name="The Gazette", origin="https://gazette.example")


def test_no_header_is_wrapped(relay: str, inbox: Inbox) -> None:
    long = message()
    long.subject = "Confirm your address for " + "The Courier and Gazette, " * 8
    address = f"https://courier.example/{'a' * 90}"

    mail = written(long, sender=SENDER, secret="s", head=COURIER)
    mail["List-Unsubscribe"] = f"<{address}>"
    with Relay(url=relay, is_plain=True).connect() as connection:
        connection.send_message(mail)

    [arrived] = inbox.mails
    assert arrived["Subject"].rstrip() == long.subject.rstrip()
    assert arrived["List-Unsubscribe"] == f"<{address}>"
