"""The log of deliveries, and sending them again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session, joinedload

from auth.core.errors import ConflictError, NotFoundError
from auth.core.translation import gettext as _
from moderation.exchange.webhooks.inputs import ReplayDelivery, ReplayFailed
from moderation.exchange.webhooks.models import (
    WebhookDelivery,
    WebhookEndpoint,
    WebhookMessage,
)
from moderation.exchange.webhooks.rules import KEPT, DeliveryState

A_PAGE = 50
MOST_REPLAYED = 10_000


@dataclass(frozen=True)
class Standing:
    """How the deliveries to an endpoint stand. Counts stop at a thousand."""

    queued: int
    failed: int


def page(
    session: Session, endpoint_id: int, *, before: int | None = None
) -> tuple[Sequence[WebhookDelivery], int | None]:
    """Return a page of an endpoint's deliveries, the newest first, and the next key.

    :param before: the key that the page before returned.
    """
    query = (
        select(WebhookDelivery)
        .where(WebhookDelivery.endpoint_id == endpoint_id)
        .options(joinedload(WebhookDelivery.message, innerjoin=True))
    )
    if before is not None:
        query = query.where(WebhookDelivery.id < before)
    rows = session.scalars(
        query.order_by(WebhookDelivery.id.desc()).limit(A_PAGE + 1)
    ).all()
    shown = rows[:A_PAGE]
    return shown, shown[-1].id if len(rows) > len(shown) else None


def standing(session: Session, endpoint_id: int) -> Standing:
    """Return how many deliveries to an endpoint wait, and how many have failed."""
    return Standing(
        *(
            _count(session, endpoint_id, state)
            for state in (DeliveryState.QUEUED, DeliveryState.FAILED)
        )
    )


def endpoint_of(session: Session, delivery_id: int) -> int:
    """Return the endpoint of a delivery.

    :raises NotFoundError: if there is no such delivery.
    """
    delivery = session.get(WebhookDelivery, delivery_id)
    if delivery is None:
        raise NotFoundError(_("There is no such delivery."))
    return delivery.endpoint_id


def replay(session: Session, change: ReplayDelivery, *, now: datetime) -> int:
    """Queue one delivery again, with the same id; return its endpoint.

    :raises NotFoundError: if there is no such delivery.
    :raises ConflictError: if it is queued already, or its endpoint is disabled.
    """
    delivery = session.get(WebhookDelivery, change.delivery_id, with_for_update=True)
    if delivery is None:
        raise NotFoundError(_("There is no such delivery."))
    _refuse_disabled(session, delivery.endpoint_id)
    if delivery.state is DeliveryState.QUEUED:
        raise ConflictError(_("This is waiting to be sent already."))
    _queue_again(session, WebhookDelivery.id == delivery.id, now)
    return delivery.endpoint_id


def replay_failed(session: Session, change: ReplayFailed, *, now: datetime) -> int:
    """Queue everything that failed again; return the number of deliveries.

    The oldest 10,000 are queued. A later call takes the rest.

    :raises NotFoundError: if there is no such endpoint.
    :raises ConflictError: if it is disabled.
    """
    _refuse_disabled(session, change.endpoint_id)
    failed = (
        select(WebhookDelivery.id)
        .join(WebhookMessage, WebhookMessage.id == WebhookDelivery.message_id)
        .where(
            WebhookDelivery.endpoint_id == change.endpoint_id,
            WebhookDelivery.state == DeliveryState.FAILED,
        )
        .order_by(WebhookDelivery.id)
        .limit(MOST_REPLAYED)
    )
    if change.since is not None:
        failed = failed.where(WebhookMessage.happened_at >= change.since)
    return _queue_again(session, WebhookDelivery.id.in_(failed), now)


def give_up(session: Session, endpoint_id: int, *, now: datetime) -> None:
    """Give up what waits for an endpoint that is disabled. It can be replayed."""
    session.execute(
        update(WebhookDelivery)
        .where(
            WebhookDelivery.endpoint_id == endpoint_id,
            WebhookDelivery.state == DeliveryState.QUEUED,
        )
        .values(state=DeliveryState.FAILED, settled_at=now)
    )


def purge(session: Session, *, now: datetime) -> None:
    """Delete deliveries that were settled long ago, and messages without any."""
    session.execute(
        delete(WebhookDelivery).where(WebhookDelivery.settled_at < now - KEPT)
    )
    told = select(WebhookDelivery.id).where(
        WebhookDelivery.message_id == WebhookMessage.id
    )
    session.execute(
        delete(WebhookMessage).where(
            WebhookMessage.happened_at < now - KEPT, ~told.exists()
        )
    )


def _queue_again(session: Session, which: Any, now: datetime) -> int:
    queued = session.scalars(
        update(WebhookDelivery)
        .where(which)
        .values(
            state=DeliveryState.QUEUED,
            tries=0,
            queued_at=now,
            due_at=now,
            settled_at=None,
            # It tells of the past, so a change from now on is told by itself.
            collapses_as=None,
        )
        .returning(WebhookDelivery.id)
    )
    return len(queued.all())


def _refuse_disabled(session: Session, endpoint_id: int) -> None:
    endpoint = session.get(WebhookEndpoint, endpoint_id)
    if endpoint is None:
        raise NotFoundError(_("There is no such endpoint."))
    if endpoint.disabled_at is not None:
        raise ConflictError(_("The endpoint is disabled. Please enable it first."))


def _count(session: Session, endpoint_id: int, state: DeliveryState) -> int:
    some = (
        select(WebhookDelivery.id)
        .where(
            WebhookDelivery.endpoint_id == endpoint_id, WebhookDelivery.state == state
        )
        .limit(1_000)
        .subquery()
    )
    return session.scalar(select(func.count()).select_from(some)) or 0
