"""Reads how things stand from the database, when Prometheus asks.

Every process reads the same figures, so it does not matter which one is asked. The
result is kept for five seconds.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from prometheus_client.core import GaugeMetricFamily, Metric
from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

import moderation
from auth.db.database import Database
from moderation.discussion.models import Revision
from moderation.discussion.rules import ScoringState
from moderation.exchange.webhooks.models import WebhookDelivery, WebhookEndpoint
from moderation.exchange.webhooks.rules import DeliveryState
from moderation.platform.outbox import MessageState, OutboxMessage
from moderation.policy.services import verdicts
from moderation.review.items.models import ReviewItem

KEPT = timedelta(seconds=5)
SECOND = timedelta(seconds=1)


class Standings:
    """A collector of Prometheus that reads the database."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._lock = threading.Lock()
        self._read_at: datetime | None = None
        self._known: list[Metric] = []

    def describe(self) -> list[Metric]:
        """Return nothing: otherwise registering would read the database."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Return the figures, at most five seconds old."""
        with self._lock, self.database.unit_of_work(write=False) as work:
            if self._read_at is None or work.now - self._read_at > KEPT:
                self._known = [*read(work.session, work.now), *_of_pool(self.database)]
                self._read_at = work.now
            yield from self._known


def read(session: Session, now: datetime) -> Iterator[Metric]:
    """Read all figures: a few statements, each on a partial index."""
    yield from _of_queue(session, now)
    yield from _of_classifier(session, now)
    yield from _of_outbox(session, now)
    yield _of_endpoints(session)
    yield _build(session)


def _of_queue(session: Session, now: datetime) -> list[Metric]:
    counts = _gauge("ceasefire_queue_items", "Comments that wait.", "state")
    ages = _gauge("ceasefire_queue_oldest_seconds", "Longest waiting.", "state")
    states: dict[str, ColumnElement[bool]] = {
        "open": ReviewItem.closed_at.is_(None),
        "escalated": ReviewItem.escalated_at.is_not(None),
        "appealed": ReviewItem.appealed_at.is_not(None),
    }
    for state, condition in states.items():
        row = _count_and_oldest(
            session, ReviewItem.opened_at, ReviewItem.closed_at.is_(None), condition
        )
        counts.add_metric([state], row[0])
        ages.add_metric([state], _age(row[1], now))
    return [counts, ages]


def _of_classifier(session: Session, now: datetime) -> list[Metric]:
    counts = _gauge("ceasefire_classifier_queue_comments", "Texts to score.", "state")
    ages = _gauge("ceasefire_classifier_queue_oldest_seconds", "The oldest.", "state")
    for state in (ScoringState.WAITING, ScoringState.FAILED):
        row = _count_and_oldest(
            session, Revision.created_at, Revision.scoring_state == state
        )
        counts.add_metric([state.value], row[0])
        ages.add_metric([state.value], _age(row[1], now))
    return [counts, ages]


def _of_outbox(session: Session, now: datetime) -> list[Metric]:
    counts = _gauge("ceasefire_outbox_messages", "Messages to send.", "kind", "state")
    ages = _gauge("ceasefire_outbox_oldest_seconds", "Longest queued.", "kind")
    kinds: dict[str, tuple[Any, Any, Sequence[Any]]] = {
        "mail": (OutboxMessage.created_at, OutboxMessage.state, MAIL_STATES),
        "webhook": (WebhookDelivery.queued_at, WebhookDelivery.state, HOOK_STATES),
    }
    for kind, (moment, column, states) in kinds.items():
        for state in states:
            row = _count_and_oldest(session, moment, column == state)
            counts.add_metric([kind, state.value], row[0])
            if state.value == "queued":
                ages.add_metric([kind], _age(row[1], now))
    return [counts, ages]


MAIL_STATES = (MessageState.QUEUED, MessageState.FAILED)
HOOK_STATES = (DeliveryState.QUEUED, DeliveryState.FAILED)


def _of_endpoints(session: Session) -> Metric:
    found = _gauge("ceasefire_webhook_endpoints", "Endpoints of webhooks.", "state")
    state = case(
        (WebhookEndpoint.disabled_at.is_not(None), "disabled"),
        (WebhookEndpoint.failing_since.is_not(None), "failing"),
        else_="enabled",
    )
    rows = session.execute(select(state, func.count()).group_by(state)).all()
    counted = {str(name): int(count) for name, count in rows}
    for name in ("enabled", "failing", "disabled"):
        found.add_metric([name], counted.get(name, 0))
    return found


def _build(session: Session) -> Metric:
    name, version = verdicts.classifier_in_force(session) or ("", "")
    found = _gauge(
        "ceasefire_build_info", "What runs.", "version", "classifier", "model_version"
    )
    found.add_metric([moderation.__version__, name, version], 1)
    return found


def _of_pool(database: Database) -> list[Metric]:
    checked_out = getattr(database.engine.pool, "checkedout", None)
    if checked_out is None:
        return []
    found = _gauge("ceasefire_database_connections_in_use", "Of this process's pool.")
    found.add_metric([], checked_out())
    return [found]


def _count_and_oldest(
    session: Session, moment: Any, *conditions: ColumnElement[bool]
) -> tuple[int, datetime | None]:
    query = select(func.count(), func.min(moment)).where(*conditions)
    count, oldest = session.execute(query).one()
    return int(count), oldest


def _age(oldest: datetime | None, now: datetime) -> float:
    return max((now - oldest) / SECOND, 0.0) if oldest else 0.0


def _gauge(name: str, documentation: str, *labels: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, documentation, labels=labels)
