"""The outbox: mail is queued in the transaction that causes it, and sent later.

Nothing is sent within a request. The sender claims rows with the same leases as the
classifier's worker. A message that cannot be sent is tried again after a growing delay.
"""

from __future__ import annotations

import smtplib
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

import structlog
from sqlalchemy import ColumnElement, ForeignKey, Index, bindparam, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from auth.db.base import Base, Identifier, Json
from auth.db.database import Database
from moderation.platform import counters, leases

log = structlog.get_logger()

MOST_ATTEMPTS = 8
LASTING = 500
"""The least reply of a mail server that no other try changes."""
QUEUED = text("state = 'queued'")


class MessageState(StrEnum):
    """The state of a message."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"


class OutboxMessage(Base):
    """One queued mail. Its Message-ID is derived from its id."""

    __tablename__ = "outbox_message"
    __table_args__ = (
        Index(
            "ix_outbox_message_queued",
            "id",
            sqlite_where=QUEUED,
            postgresql_where=QUEUED,
        ),
    )

    id: Mapped[Identifier]
    recipient: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    site_id: Mapped[int | None] = mapped_column(
        ForeignKey("site.id", ondelete="SET NULL"), index=True
    )
    state: Mapped[MessageState] = mapped_column(default=MessageState.QUEUED)
    created_at: Mapped[datetime] = mapped_column(index=True)
    sent_at: Mapped[datetime | None]
    lease_token: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    # The same mail for programs that show HTML; empty for plain text alone.
    html: Mapped[str] = mapped_column(default="", server_default=text("''"))
    # Headers beside the usual ones.
    headers: Mapped[Json] = mapped_column(default=dict, server_default=text("'{}'"))
    # How many notifications it tells of; null for other mail. Its texts are emptied
    # once it has left, because they are what others wrote.
    tells: Mapped[int | None]

    def close(self, state: MessageState) -> None:
        """End with *state*: it will not be sent again."""
        self.state = state
        if self.tells is not None:
            self.body = self.html = ""


Send = Callable[[OutboxMessage], None]
MaySend = Callable[[Session, OutboxMessage], bool]
Refused = Callable[[Session, OutboxMessage, int, str, datetime], object]
"""Called with a refused message, the code and the text of the refusal, and the time."""


def always(_session: Session, _message: OutboxMessage) -> bool:
    """Send every message."""
    return True


def ignore(*_refusal: object) -> None:
    """Do nothing about a refused recipient."""


def queue_mail(
    session: Session,
    *,
    recipient: str,
    subject: str,
    body: str,
    site_id: int | None,
    now: datetime,
) -> None:
    """Queue one plain-text mail, which is stored with the current transaction.

    :param recipient: empty for an account without an address, which gets no mail.
    :param site_id: the site that the mail comes from; ``None`` for all sites.
    """
    if not recipient:
        return
    session.add(
        OutboxMessage(
            recipient=recipient,
            subject=subject,
            body=body,
            site_id=site_id,
            created_at=now,
        )
    )


def newest(session: Session, limit: int = 50) -> Sequence[OutboxMessage]:
    """Return the newest messages, for the outbox page in development."""
    return session.scalars(
        select(OutboxMessage).order_by(OutboxMessage.id.desc()).limit(limit)
    ).all()


def send_queued(
    database: Database,
    send: Send,
    may_send: MaySend = always,
    refused: Refused = ignore,
) -> int:
    """Send queued messages, and return how many were sent.

    A message that fails is tried again later.

    :param may_send: whether a message may still be sent. Others are deleted.
    :param refused: called when the mail server refuses a recipient for good.
    """
    with database.unit_of_work(write=True) as work:
        claim = leases.claim(work.session, OutboxMessage, _queued(), now=work.now)
    sent = 0
    for message_id in claim.ids:
        with database.unit_of_work(write=True) as work:
            # Renewed before each message, because a slow relay may outlast the lease.
            # Messages that were erased or claimed by another sender are skipped.
            leases.renew(work.session, OutboxMessage, claim, now=work.now)
            message = _held(work.session, message_id, claim)
            if message is None:
                continue
            if not may_send(work.session, message):
                work.session.delete(message)
                continue
            work.session.expunge(message)
        sent += _send_one(database, send, message, claim, refused)
    return sent


def _queued() -> ColumnElement[bool]:
    state = OutboxMessage.state
    return state == bindparam(
        "queued", MessageState.QUEUED, literal_execute=True, type_=state.type
    )


def _held(
    session: Session, message_id: int, claim: leases.Claim
) -> OutboxMessage | None:
    """Return the message if it still exists and this claim still holds it."""
    return session.scalars(
        select(OutboxMessage)
        .where(OutboxMessage.id == message_id, OutboxMessage.lease_token == claim.token)
        .with_for_update()
    ).one_or_none()


def _send_one(
    database: Database,
    send: Send,
    message: OutboxMessage,
    claim: leases.Claim,
    refused: Refused,
) -> int:
    try:
        send(message)
    except smtplib.SMTPRecipientsRefused as error:
        [(code, text)] = error.recipients.values()
        log.warning("outbox.recipient_refused", message_id=message.id, reply=code)
        if code < LASTING:
            _put_off(database, message, claim)
            return 0
        with database.unit_of_work(write=True) as work:
            if stored := _held(work.session, message.id, claim):
                stored.close(MessageState.FAILED)
                refused(
                    work.session, stored, code, text.decode(errors="replace"), work.now
                )
        return 0
    except (OSError, ValueError, smtplib.SMTPException) as error:
        log.warning("outbox.not_sent", message_id=message.id, error=repr(error))
        counters.MAILS.labels("failed").inc()
        _put_off(database, message, claim)
        return 0
    counters.MAILS.labels("sent").inc()
    with database.unit_of_work(write=True) as work:
        if stored := _held(work.session, message.id, claim):
            stored.close(MessageState.SENT)
            stored.sent_at = work.now
            stored.lease_token = stored.lease_until = None
    return 1


def _put_off(database: Database, message: OutboxMessage, claim: leases.Claim) -> None:
    with database.unit_of_work(write=True) as work:
        if message.attempts >= MOST_ATTEMPTS:
            if stored := _held(work.session, message.id, claim):
                stored.close(MessageState.FAILED)
            return
        until = work.now + timedelta(seconds=30 * 2**message.attempts)
        leases.rest(work.session, OutboxMessage, claim, message.id, until=until)
