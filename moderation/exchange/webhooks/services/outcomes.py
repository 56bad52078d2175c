"""Records what came back from an endpoint, and what follows from it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from auth.core import audit
from moderation.exchange.webhooks.models import WebhookDelivery, WebhookEndpoint
from moderation.exchange.webhooks.rules import (
    LONGEST_FAILING,
    LONGEST_QUEUED,
    Answer,
    DeliveryState,
    DisabledBecause,
    pause_after,
    wait_asked,
    wait_before_retry,
)
from moderation.exchange.webhooks.services import deliveries
from moderation.platform import counters


def record(
    session: Session,
    endpoint: WebhookEndpoint,
    delivery: WebhookDelivery,
    answer: Answer,
    *,
    share: float,
    now: datetime,
) -> None:
    """Record the answer to a try. The caller holds the endpoint.

    :param share: chance, 0 to 1, which spreads retries out.
    """
    delivery.status, delivery.error = answer.status, answer.error
    result = "delivered" if answer.is_success else "failed"
    counters.DELIVERIES.labels(result).inc()
    if answer.is_success:
        _settle(delivery, DeliveryState.DELIVERED, now)
        endpoint.failures = 0
        endpoint.failing_since = endpoint.rests_until = None
        return
    endpoint.failures += 1
    endpoint.failing_since = endpoint.failing_since or now
    if answer.is_gone:
        _disable(session, endpoint, DisabledBecause.GONE, now)
        return
    _put_off(delivery, answer, share, now)
    endpoint.rests_until = now + pause_after(endpoint.failures, answer)
    if now - endpoint.failing_since > LONGEST_FAILING:
        _disable(session, endpoint, DisabledBecause.FAILING, now)


def _put_off(
    delivery: WebhookDelivery, answer: Answer, share: float, now: datetime
) -> None:
    wait = wait_before_retry(delivery.tries, share)
    if wait is None or now - delivery.queued_at > LONGEST_QUEUED:
        _settle(delivery, DeliveryState.FAILED, now)
        return
    delivery.due_at = now + max(wait, wait_asked(answer))


def _settle(delivery: WebhookDelivery, state: DeliveryState, now: datetime) -> None:
    delivery.state, delivery.settled_at = state, now


def _disable(
    session: Session,
    endpoint: WebhookEndpoint,
    because: DisabledBecause,
    now: datetime,
) -> None:
    session.flush()
    endpoint.disabled_at, endpoint.disabled_because = now, because
    deliveries.give_up(session, endpoint.id, now=now)
    audit.record(
        session,
        actor_id=None,
        action="webhook.disable",
        subject=("webhook", endpoint.id),
        site_id=endpoint.site_id,
        now=now,
        detail={"because": because.value},
    )
