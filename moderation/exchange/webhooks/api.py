"""The JSON API of webhooks."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from auth.access.declarations import limited
from auth.access.identity import acting, site_within_reach
from auth.core.permissions import Permission
from auth.core.settings import settings
from auth.db.database import unit_of_work
from moderation.exchange.webhooks import schemas
from moderation.exchange.webhooks.inputs import (
    AddEndpoint,
    ChangeEndpoint,
    OfEndpoint,
    ReplayDelivery,
    ReplayFailed,
)
from moderation.exchange.webhooks.services import deliveries, endpoints
from moderation.platform.outgoing import rules_of
from moderation.web.api_base import NOT_MODIFIED, Blueprint
from moderation.web.request import config

blueprint = Blueprint(
    "webhooks_api", __name__, description="Webhooks: endpoints and deliveries."
)

guarded = blueprint.guarded(Permission.MANAGE_WEBHOOKS)


@blueprint.route("/webhooks", methods=["GET"])
@guarded
@blueprint.response(200, schemas.EndpointsOut)
@blueprint.doc(responses=NOT_MODIFIED)
def get_endpoints() -> dict[str, Any]:
    """Return all endpoints, without their secrets.

    A key or an admin of one site reads and changes only the endpoints of that site.
    """
    with unit_of_work(write=False) as work:
        found = endpoints.everything(work.session, only_site=acting().only_site_id)
        return {"endpoints": [schemas.endpoint_json(each) for each in found]}


@blueprint.route("/webhooks", methods=["POST"])
@guarded
@limited("newsroom")
@blueprint.arguments(schemas.EndpointBody)
@blueprint.response(201, schemas.NewEndpointOut)
def add_endpoint(change: AddEndpoint) -> dict[str, Any]:
    """Add an endpoint. The answer has its secret, which cannot be read again."""
    with unit_of_work(write=True) as work:
        endpoint, secret = endpoints.add(
            work.session,
            replace(change, site_id=site_within_reach(change.site_id)),
            seal=settings().seal,
            actor_id=acting().account_id,
            now=work.now,
            rules=rules_of(config()),
        )
        return schemas.endpoint_json(endpoint) | {"secret": secret}


@blueprint.route("/webhooks/<int:endpoint_id>", methods=["PUT"])
@guarded
@limited("newsroom")
@blueprint.arguments(schemas.ChangeEndpointBody)
@blueprint.response(200, schemas.EndpointOut)
def change_endpoint(change: ChangeEndpoint, **_address: int) -> dict[str, Any]:
    """Replace an endpoint's settings, disable it, or enable it again."""
    change = replace(change, site_id=site_within_reach(change.site_id))
    with unit_of_work(write=True) as work:
        _check(work.session, change.endpoint_id)
        endpoint = endpoints.change(
            work.session,
            change,
            actor_id=acting().account_id,
            now=work.now,
            rules=rules_of(config()),
        )
        return schemas.endpoint_json(endpoint)


@blueprint.route("/webhooks/<int:endpoint_id>", methods=["DELETE"])
@guarded
@limited("newsroom")
@blueprint.response(204)
def remove_endpoint(endpoint_id: int) -> None:
    """Remove an endpoint with its log."""
    with unit_of_work(write=True) as work:
        _check(work.session, endpoint_id)
        endpoints.remove(
            work.session,
            OfEndpoint(endpoint_id),
            actor_id=acting().account_id,
            now=work.now,
        )


@blueprint.route("/webhooks/<int:endpoint_id>/secret", methods=["POST"])
@guarded
@limited("newsroom")
@blueprint.response(201, schemas.SecretOut)
def rotate_secret(endpoint_id: int) -> dict[str, Any]:
    """Replace the secret. Messages are signed with both secrets for a day."""
    with unit_of_work(write=True) as work:
        _check(work.session, endpoint_id)
        secret = endpoints.rotate(
            work.session,
            OfEndpoint(endpoint_id),
            seal=settings().seal,
            actor_id=acting().account_id,
            now=work.now,
        )
        return {"id": endpoint_id, "secret": secret}


@blueprint.route("/webhooks/<int:endpoint_id>/test", methods=["POST"])
@guarded
@limited("newsroom")
@blueprint.response(202, schemas.QueuedOut)
def test_endpoint(endpoint_id: int) -> dict[str, Any]:
    """Queue a test message. Its answer is in the log within a few seconds."""
    with unit_of_work(write=True) as work:
        _check(work.session, endpoint_id)
        endpoints.test(work.session, OfEndpoint(endpoint_id), now=work.now)
    return {"queued": 1}


@blueprint.route("/webhooks/<int:endpoint_id>/deliveries", methods=["GET"])
@guarded
@blueprint.arguments(schemas.DeliveryQuery, location="query", unknown="raise")
@blueprint.response(200, schemas.DeliveryPage)
@blueprint.doc(responses=NOT_MODIFIED)
def get_deliveries(query: dict[str, Any], endpoint_id: int) -> dict[str, Any]:
    """Return a page of the log, the newest first. It goes back 30 days."""
    with unit_of_work(write=False) as work:
        _check(work.session, endpoint_id)
        page, next_key = deliveries.page(
            work.session, endpoint_id, before=query.get("before")
        )
        return {
            "deliveries": [schemas.delivery_json(each) for each in page],
            "next_before": next_key,
        }


@blueprint.route("/webhooks/<int:endpoint_id>/replay", methods=["POST"])
@guarded
@limited("newsroom")
@blueprint.arguments(schemas.ReplayBody)
@blueprint.response(202, schemas.QueuedOut)
def replay_failed(change: ReplayFailed, **_address: int) -> dict[str, Any]:
    """Send again everything that failed, with the same ids."""
    with unit_of_work(write=True) as work:
        _check(work.session, change.endpoint_id)
        return {"queued": deliveries.replay_failed(work.session, change, now=work.now)}


@blueprint.route("/webhook-deliveries/<int:delivery_id>/replay", methods=["POST"])
@guarded
@limited("newsroom")
@blueprint.response(202, schemas.QueuedOut)
def replay(delivery_id: int) -> dict[str, Any]:
    """Send one message again, with the same id."""
    with unit_of_work(write=True) as work:
        _check(work.session, deliveries.endpoint_of(work.session, delivery_id))
        deliveries.replay(work.session, ReplayDelivery(delivery_id), now=work.now)
    return {"queued": 1}


def _check(session: Session, endpoint_id: int) -> None:
    """Check that the caller may use an endpoint.

    :raises NotFoundError: if there is none, or it is not one of the only site in reach.
    """
    endpoints.get(session, endpoint_id, only_site=acting().only_site_id)
