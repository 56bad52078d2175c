"""Queues messages in the transaction of what they tell."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from moderation.exchange.webhooks.models import (
    WebhookDelivery,
    WebhookEndpoint,
    WebhookMessage,
)
from moderation.exchange.webhooks.rules import DeliveryState, MessageType

_KNOWN = "ceasefire.webhook_endpoints"
# Every change asks this, so it is written once.
_ENABLED = (
    select(WebhookEndpoint.id, WebhookEndpoint.site_id, WebhookEndpoint.types)
    .where(WebhookEndpoint.disabled_at.is_(None))
    .order_by(WebhookEndpoint.id)
)


@dataclass(frozen=True)
class Interest:
    """What one endpoint wants to be told."""

    endpoint_id: int
    site_id: int | None
    types: frozenset[str]

    def wants(self, kind: MessageType, site_id: int | None) -> bool:
        """Whether it wants messages of this type from this site.

        :param site_id: ``None`` for an event of the whole newsroom.
        """
        is_there = self.site_id is None or site_id in (None, self.site_id)
        return is_there and (not self.types or kind.value in self.types)


def is_anybody_told(session: Session) -> bool:
    """Whether there is an endpoint at all."""
    return bool(_interests(session))


def queue(
    session: Session,
    kind: MessageType,
    data: Mapping[str, Any],
    *,
    site_id: int | None,
    now: datetime,
    collapses_as: str | None = None,
) -> None:
    """Queue a message to every endpoint that wants it.

    :param data: numbers and paths. A path becomes a URL when the message is sent.
    :param site_id: the site of the event; ``None`` for the whole newsroom.
    :param collapses_as: what the message tells. An endpoint for which the same is
        queued and was not tried yet gets no second message.
    """
    told = [
        each.endpoint_id
        for each in _interests(session)
        if each.wants(kind, site_id)
        and not (collapses_as and _is_queued(session, each.endpoint_id, collapses_as))
    ]
    if told:
        queue_to(
            session,
            told,
            kind,
            data,
            site_id=site_id,
            now=now,
            collapses_as=collapses_as,
        )


def queue_to(
    session: Session,
    endpoint_ids: Sequence[int],
    kind: MessageType,
    data: Mapping[str, Any],
    *,
    site_id: int | None,
    now: datetime,
    collapses_as: str | None = None,
) -> WebhookMessage:
    """Queue a message to these endpoints, whatever they want."""
    message = WebhookMessage(
        # It has no full stop, which separates the parts of what is signed.
        key=f"msg_{secrets.token_hex(16)}",
        type=kind,
        site_id=site_id,
        data=dict(data),
        happened_at=now,
    )
    session.add(message)
    session.flush()
    session.add_all(
        WebhookDelivery(
            message_id=message.id,
            endpoint_id=endpoint_id,
            queued_at=now,
            due_at=now,
            collapses_as=collapses_as,
        )
        for endpoint_id in endpoint_ids
    )
    session.flush()
    return message


def _interests(session: Session) -> Sequence[Interest]:
    """Return what the endpoints want. One transaction reads it once."""
    if _KNOWN not in session.info:
        rows = session.execute(_ENABLED)
        session.info[_KNOWN] = [
            Interest(row.id, row.site_id, frozenset(row.types)) for row in rows
        ]
    known: Sequence[Interest] = session.info[_KNOWN]
    return known


def _is_queued(session: Session, endpoint_id: int, collapses_as: str) -> bool:
    """Whether this is queued already, and stays so until this transaction ends.

    The row is locked, so that it is not sent before the change that it also tells is
    committed. One that another transaction has locked does not count.
    """
    state = WebhookDelivery.state
    queued = bindparam(
        "queued", DeliveryState.QUEUED, literal_execute=True, type_=state.type
    )
    found = (
        select(WebhookDelivery.id)
        .where(
            WebhookDelivery.endpoint_id == endpoint_id,
            WebhookDelivery.collapses_as == collapses_as,
            state == queued,
            WebhookDelivery.tries == 0,
        )
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return session.scalar(found) is not None
