"""Acts of admins and programs on webhooks, done by eight at once."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from auth.core.settings import EXTENSION
from moderation.exchange.webhooks.inputs import AddEndpoint, OfEndpoint
from moderation.exchange.webhooks.models import WebhookDelivery
from moderation.exchange.webhooks.services import deliveries, endpoints
from tests.races.preparing import Prepare
from tests.races.stage import CALLERS, Call, Race, Stage


def add_endpoint(stage: Stage) -> int:
    """Return an endpoint to which one delivery has failed."""

    def make(session: Any, now: Any) -> int:
        endpoint, _ = endpoints.add(
            session,
            AddEndpoint(url=HOOKS),
            seal=stage.app.extensions[EXTENSION].seal,
            actor_id=stage.admins[0][1].account_id,
            now=now,
        )
        endpoints.test(session, OfEndpoint(endpoint.id), now=now)
        deliveries.give_up(session, endpoint.id, now=now)
        # Later races must not tell it of everything.
        endpoint.types = ["endpoint.test"]
        return endpoint.id

    return int(stage.write(make))


def of_endpoint(path: str, **form: Any) -> Prepare:
    """Return what prepares a form, or a call of the API, about an endpoint."""

    def prepare(stage: Stage) -> Call:
        endpoint_id = add_endpoint(stage)
        newest = select(func.max(WebhookDelivery.id))
        delivery_id = stage.write(lambda session, _: session.scalar(newest))
        filled = path.format(id=endpoint_id, delivery=delivery_id)
        is_call = path.startswith("/api/")
        body = form if is_call else None
        return Call(filled, {} if is_call else form, body, stage.newsroom)

    return prepare


HOOKS = "https://cms.courier.example/hooks"
ENDPOINT: dict[str, Any] = {
    "url": HOOKS,
    "types": [],
    "site_id": None,
    "note": "",
    "is_enabled": True,
}

RACES = {
    "webhooks.add": Race(
        of_endpoint("/admin/webhooks", url=HOOKS), adds={"webhook_endpoint": CALLERS}
    ),
    "webhooks.change": Race(of_endpoint("/admin/webhooks/{id}", url=HOOKS)),
    "webhooks.remove": Race(of_endpoint("/admin/webhooks/{id}/remove"), 1),
    "webhooks.rotate": Race(of_endpoint("/admin/webhooks/{id}/secret")),
    "webhooks.test": Race(
        of_endpoint("/admin/webhooks/{id}/test"), adds={"webhook_delivery": CALLERS}
    ),
    "webhooks.replay_failed": Race(
        of_endpoint("/admin/webhooks/{id}/replay"), adds={"webhook_delivery": 0}
    ),
    "webhooks.replay": Race(
        of_endpoint("/admin/webhook-deliveries/{delivery}/replay"),
        1,
        {"webhook_delivery": 0},
    ),
    "webhooks_api.add_endpoint": Race(
        of_endpoint("/api/v1/webhooks", url=HOOKS), adds={"webhook_endpoint": CALLERS}
    ),
    "webhooks_api.change_endpoint": Race(
        of_endpoint("/api/v1/webhooks/{id}", **ENDPOINT)
    ),
    "webhooks_api.remove_endpoint": Race(of_endpoint("/api/v1/webhooks/{id}"), 1),
    "webhooks_api.rotate_secret": Race(of_endpoint("/api/v1/webhooks/{id}/secret")),
    "webhooks_api.test_endpoint": Race(
        of_endpoint("/api/v1/webhooks/{id}/test"), adds={"webhook_delivery": CALLERS}
    ),
    "webhooks_api.replay_failed": Race(
        of_endpoint("/api/v1/webhooks/{id}/replay"), adds={"webhook_delivery": 0}
    ),
    "webhooks_api.replay": Race(
        of_endpoint("/api/v1/webhook-deliveries/{delivery}/replay"),
        1,
        {"webhook_delivery": 0},
    ),
}
