"""Sends queued deliveries, one endpoint at a time.

An endpoint is leased while it is sent to. A dead one keeps its own sender waiting for
some seconds, then rests for up to half an hour, and holds up no other. A delivery that
was sent but not recorded, because the process died between the two, is sent again with
the same id.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import ColumnElement, bindparam, or_, select, update
from sqlalchemy.orm import Session, joinedload

from auth.core.sealing import Seal
from auth.db.database import Database
from moderation.exchange.webhooks import signing
from moderation.exchange.webhooks.models import WebhookDelivery, WebhookEndpoint
from moderation.exchange.webhooks.posting import Poster
from moderation.exchange.webhooks.rules import Answer, DeliveryState
from moderation.exchange.webhooks.services import bodies, outcomes
from moderation.platform import leases

log = structlog.get_logger()

MOST_A_TURN = 50
CONTENT = {"content-type": "application/json", "user-agent": "Ceasefire-Webhooks/1"}


@dataclass(frozen=True)
class Sender:
    """What sending needs: the network, the secrets' seal, and the newsroom's origin.

    :param chance: returns a number from 0 to 1, which spreads retries out.
    """

    poster: Poster
    seal: Seal
    base_url: str
    chance: Callable[[], float] = random.random


@dataclass(frozen=True)
class Parcel:
    """One request that is ready to be sent."""

    delivery_id: int
    url: str
    body: bytes
    headers: dict[str, str]


def send_due(database: Database, sender: Sender) -> int:
    """Send everything that is due; return the number of tries.

    Returns once no endpoint is left that has something due and does not rest.
    """
    tries = 0
    while True:
        claim = _claim(database)
        if claim is None:
            return tries
        tries += _take_turn(database, sender, claim)


def _claim(database: Database) -> leases.Claim | None:
    """Claim one endpoint for which something is due."""
    with database.unit_of_work(write=False) as work:
        if work.session.scalar(select(_is_free(work.now))) is not True:
            return None
    with database.unit_of_work(write=True) as work:
        ready = _is_due(work.now)
        claim = leases.claim(
            work.session, WebhookEndpoint, ready, now=work.now, limit=1
        )
    return claim if claim.ids else None


def _is_free(now: datetime) -> ColumnElement[bool]:
    free = or_(WebhookEndpoint.lease_until.is_(None), WebhookEndpoint.lease_until < now)
    return select(WebhookEndpoint.id).where(_is_due(now), free).exists()


def _is_due(now: datetime) -> ColumnElement[bool]:
    """Return the condition that an endpoint has something due and does not rest."""
    rests = WebhookEndpoint.rests_until
    due = select(WebhookDelivery.id).where(
        WebhookDelivery.endpoint_id == WebhookEndpoint.id,
        _queued(),
        WebhookDelivery.due_at <= now,
    )
    return (
        WebhookEndpoint.disabled_at.is_(None)
        & or_(rests.is_(None), rests <= now)
        & due.exists()
    )


def _queued() -> ColumnElement[bool]:
    state = WebhookDelivery.state
    return state == bindparam(
        "queued", DeliveryState.QUEUED, literal_execute=True, type_=state.type
    )


def _take_turn(database: Database, sender: Sender, claim: leases.Claim) -> int:
    """Send to one endpoint until nothing is due, it fails, or others wait too long."""
    tries = 0
    while tries < MOST_A_TURN:
        parcel = _next(database, sender, claim)
        if parcel is None:
            break
        tries += 1
        answer, milliseconds = _post(sender, parcel)
        if not _settle(database, sender, claim, parcel, answer, milliseconds):
            break
    _end_turn(database, claim, tries)
    return tries


def _next(database: Database, sender: Sender, claim: leases.Claim) -> Parcel | None:
    """Return the oldest due delivery, with its try counted; ``None`` if none is."""
    with database.unit_of_work(write=True) as work:
        session, now = work.session, work.now
        endpoint = held(session, claim)
        if endpoint is None or endpoint.disabled_at is not None:
            return None
        leases.renew(session, WebhookEndpoint, claim, now=now)
        delivery = session.scalar(
            select(WebhookDelivery)
            .where(
                WebhookDelivery.endpoint_id == endpoint.id,
                _queued(),
                WebhookDelivery.due_at <= now,
            )
            .options(joinedload(WebhookDelivery.message, innerjoin=True))
            .order_by(WebhookDelivery.due_at, WebhookDelivery.id)
            .limit(1)
            # A row that another transaction has locked also tells of its change.
            .with_for_update(of=WebhookDelivery, skip_locked=True)
        )
        if delivery is None:
            return None
        delivery.tries, delivery.tried_at = delivery.tries + 1, now
        body = bodies.body_of(session, delivery.message, base_url=sender.base_url)
        secrets = signing_secrets(endpoint, sender.seal, now)
        signed = signing.headers(
            delivery.message.key,
            body,
            timestamp=int(now.timestamp()),
            signed_with=secrets,
        )
        return Parcel(delivery.id, endpoint.url, body, CONTENT | signed)


def signing_secrets(endpoint: WebhookEndpoint, seal: Seal, now: datetime) -> list[str]:
    """Return the secrets in force: the current one, and the former for a day."""
    sealed = [endpoint.secret]
    if endpoint.former_secret and endpoint.former_until and endpoint.former_until > now:
        sealed.append(endpoint.former_secret)
    return [opened for each in sealed if (opened := seal.open(each)) is not None]


def held(session: Session, claim: leases.Claim) -> WebhookEndpoint | None:
    """Return the claimed endpoint, locked, if this claim still holds it."""
    return session.scalar(
        select(WebhookEndpoint)
        .where(
            WebhookEndpoint.id == claim.ids[0],
            WebhookEndpoint.lease_token == claim.token,
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def _post(sender: Sender, parcel: Parcel) -> tuple[Answer, int]:
    """Send the request outside any transaction, and measure it."""
    if not parcel.headers["webhook-signature"]:
        words = "The secret cannot be read any more. Please rotate it."
        return Answer(error=words), 0
    begun = time.monotonic()
    answer = sender.poster.post(parcel.url, parcel.body, parcel.headers)
    return answer, round((time.monotonic() - begun) * 1_000)


def _settle(
    database: Database,
    sender: Sender,
    claim: leases.Claim,
    parcel: Parcel,
    answer: Answer,
    milliseconds: int,
) -> bool:
    """Record what came back; return whether the endpoint's turn goes on."""
    with database.unit_of_work(write=True) as work:
        endpoint = held(work.session, claim)
        if endpoint is None:
            # The lease ran out. Another process has sent it, with the same id.
            return False
        delivery = work.session.get(WebhookDelivery, parcel.delivery_id)
        if delivery is not None:
            delivery.milliseconds = milliseconds
            outcomes.record(
                work.session,
                endpoint,
                delivery,
                answer,
                share=sender.chance(),
                now=work.now,
            )
        rests = endpoint.rests_until is not None and endpoint.rests_until > work.now
        return not rests and endpoint.disabled_at is None


def _end_turn(database: Database, claim: leases.Claim, tries: int) -> None:
    """Release the endpoint.

    After a full turn others come first. A turn in which nothing was sent found all that
    is due locked by a change that is not stored yet. In both cases it rests a second.
    """
    with database.unit_of_work(write=True) as work:
        values: dict[str, object] = {"lease_token": None, "lease_until": None}
        values["attempts"] = 0
        if tries in (0, MOST_A_TURN):
            values["rests_until"] = work.now + timedelta(seconds=1)
        work.session.execute(
            update(WebhookEndpoint)
            .where(
                WebhookEndpoint.id == claim.ids[0],
                WebhookEndpoint.lease_token == claim.token,
            )
            .values(values)
            .execution_options(synchronize_session=False)
        )
