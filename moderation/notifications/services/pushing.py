"""Sends queued push messages, if what they tell of may still be told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import structlog
from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session, aliased

from auth.core.formats import locale
from auth.core.models import Account, LoginSession, Site
from auth.db.database import Database
from auth.sites.languages import written_to
from auth.sites.lookup import origin_of
from moderation.discussion.models import Article, Comment
from moderation.notifications.models import Notification
from moderation.notifications.push.models import PushDevice, PushMessage
from moderation.notifications.push.rules import (
    MOST_AN_HOUR,
    REFUSED_FOR,
    RETRIES,
    Answer,
    PushText,
    Target,
    TooLargeError,
)
from moderation.notifications.services import inbox
from moderation.notifications.services.visible import visible
from moderation.notifications.wording import sentence, shows_text
from moderation.platform import leases

log = structlog.get_logger()

HOUR = timedelta(hours=1)
GONE = frozenset({404, 410})
REFUSED = frozenset({400, 401, 403})
BUSY = frozenset({429, 503})
WAIT = timedelta(minutes=5)
"""How long a busy service is left alone if it does not say."""


class Poster(Protocol):
    """Posts a message to a push service."""

    def post(
        self, target: Target, payload: bytes, *, topic: str, now: datetime
    ) -> Answer:
        """Encrypt and post *payload*."""


@dataclass(frozen=True)
class Parcel:
    """A push message that is ready to be posted."""

    target: Target
    payload: bytes
    topic: str


def is_any_due(session: Session, *, now: datetime) -> bool:
    """Whether a push message is due."""
    return session.scalar(select(PushMessage.id).where(_due(now)).limit(1)) is not None


def send_due(database: Database, poster: Poster, *, base_url: str) -> int:
    """Send the push messages that are due; return how many a service accepted."""
    with database.unit_of_work(write=True) as work:
        claim = leases.claim(work.session, PushMessage, _due(work.now), now=work.now)
    sent = 0
    for message_id in claim.ids:
        with database.unit_of_work(write=True) as work:
            leases.renew(work.session, PushMessage, claim, now=work.now)
            now = work.now
            parcel = _parcel(work.session, message_id, claim, base_url, now)
        if parcel is None:
            continue
        try:
            answer = poster.post(
                parcel.target, parcel.payload, topic=parcel.topic, now=now
            )
        except TooLargeError:
            log.warning("push.too_large", message_id=message_id)
            answer = Answer(413)
        with database.unit_of_work(write=True) as work:
            message = _held(work.session, message_id, claim)
            if message is not None:
                _close(work.session, message, answer, now=work.now)
        sent += _is_accepted(answer)
    return sent


def _due(now: datetime) -> ColumnElement[bool]:
    return PushMessage.due_at <= now


def _held(session: Session, message_id: int, claim: leases.Claim) -> PushMessage | None:
    return session.scalars(
        select(PushMessage)
        .where(PushMessage.id == message_id, PushMessage.lease_token == claim.token)
        .with_for_update()
    ).one_or_none()


def _parcel(
    session: Session,
    message_id: int,
    claim: leases.Claim,
    base_url: str,
    now: datetime,
) -> Parcel | None:
    """Return what to post; delete a message that nobody may get any more."""
    message = _held(session, message_id, claim)
    if message is None:
        return None
    device = session.get_one(PushDevice, message.device_id)
    ended_at = session.get_one(LoginSession, device.session_id).ended_at
    if ended_at is not None:
        session.delete(device)
        return None
    text = _text(session, message.notification_id, device.account_id, base_url)
    if text is None or not _may_count(device, now):
        session.delete(message)
        return None
    return Parcel(
        Target(device.endpoint, device.p256dh, device.auth), text.payload(), text.tag
    )


def _text(
    session: Session, notification_id: int, account_id: int, base_url: str
) -> PushText | None:
    """Return what the message says; ``None`` if its reader may not see it, or has.

    :param account_id: whose browser it is now.
    """
    author, reader = aliased(Account), aliased(Account)
    row = session.execute(
        visible(
            select(
                Notification,
                Comment,
                author.display_name,
                Article.headline,
                Site,
                reader.language,
            )
        )
        .join(author, author.id == Comment.author_id)
        .join(reader, reader.id == Notification.account_id)
        .join(Article, Article.id == Comment.article_id)
        .join(Site, Site.id == Article.site_id)
        .where(
            Notification.id == notification_id,
            Notification.account_id == account_id,
            Notification.read_at.is_(None),
        )
    ).first()
    if row is None:
        return None
    notification, comment, name, headline, site, preference = row
    with written_to(preference, site):
        what = sentence(notification.kind, author=name, status=comment.status)
        language = locale().language
    return PushText(
        title=site.name,
        body=f"{what}: {headline}" if shows_text(notification.kind) else what,
        navigate=(
            f"{origin_of(session, site, base_url=base_url)}"
            f"/notifications/{notification.id}"
        ),
        tag=f"thread{comment.thread_id or comment.id}",
        language=language,
        unread=inbox.unread(session, notification.account_id),
    )


def _may_count(device: PushDevice, now: datetime) -> bool:
    """Count one message to a browser; return false beyond the most of an hour."""
    if device.hour_began_at is None or device.hour_began_at <= now - HOUR:
        device.hour_began_at, device.sent_this_hour = now, 0
    device.sent_this_hour += 1
    return device.sent_this_hour <= MOST_AN_HOUR


def _is_accepted(answer: Answer) -> bool:
    return 200 <= answer.status < 300


def _close(
    session: Session, message: PushMessage, answer: Answer, *, now: datetime
) -> None:
    """Store what the push service answered."""
    device = session.get_one(PushDevice, message.device_id)
    if _is_accepted(answer):
        device.last_success_at, device.refused_since = now, None
        session.delete(message)
    elif answer.status in GONE:
        session.delete(device)
    elif answer.status in REFUSED:
        log.error("push.refused", host=device.host, status=answer.status)
        device.refused_since = device.refused_since or now
        is_forgotten = device.refused_since <= now - REFUSED_FOR
        session.delete(device if is_forgotten else message)
    elif answer.status in BUSY:
        wait = timedelta(seconds=answer.retry_after) if answer.retry_after else WAIT
        _rest(session, device.host, until=now + min(wait, HOUR))
        _try_later(session, message, now + min(wait, HOUR))
    elif answer.status == 0 or answer.status >= 500:
        _retry(session, message, now)
    else:
        # A redirect, or a message that is too large: another try changes nothing.
        log.warning("push.dropped", host=device.host, status=answer.status)
        session.delete(message)


def _retry(session: Session, message: PushMessage, now: datetime) -> None:
    wait = RETRIES[min(message.attempts, len(RETRIES)) - 1]
    _try_later(session, message, now + wait)


def _try_later(session: Session, message: PushMessage, at: datetime) -> None:
    if message.attempts > len(RETRIES):
        session.delete(message)
        return
    message.due_at = at
    message.lease_token = message.lease_until = None


def _rest(session: Session, host: str, *, until: datetime) -> None:
    """Leave one push service alone for a while."""
    of_host = select(PushDevice.id).where(PushDevice.host == host)
    session.execute(
        update(PushMessage)
        .where(
            PushMessage.device_id.in_(of_host),
            PushMessage.due_at < until,
            PushMessage.lease_token.is_(None),
        )
        .values(due_at=until)
        .execution_options(synchronize_session=False)
    )
