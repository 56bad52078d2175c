"""The schemas of endpoints and deliveries, as forms and as JSON."""

from __future__ import annotations

from typing import Any, ClassVar

from marshmallow import fields, post_load, validate

from auth.access.forms import InputSchema, address
from auth.core.numbers import LARGEST
from auth.core.schemas import Choice, Flag, Moment, RowNumber, Schema
from moderation.exchange.webhooks.endpoint_url import ASKED, LONGEST_URL
from moderation.exchange.webhooks.inputs import (
    AddEndpoint,
    ChangeEndpoint,
    ReplayFailed,
)
from moderation.exchange.webhooks.models import WebhookDelivery, WebhookEndpoint
from moderation.exchange.webhooks.rules import (
    OFFERED_TYPES,
    DeliveryState,
    DisabledBecause,
    MessageType,
)
from moderation.exchange.webhooks.services.endpoints import LONGEST_NOTE
from moderation.web.fields import Line

OF_TYPES = {"description": "The types of messages to send; empty: all."}
OF_SITE = {"description": "The only site whose events are told; null: every."}


class EndpointBody(InputSchema):
    """An endpoint: where to send, and what."""

    input_type: ClassVar[type[Any]] = AddEndpoint

    url = Line(LONGEST_URL, required=True, error_messages={"required": ASKED.text})
    types = fields.List(Choice(MessageType), load_default=(), metadata=OF_TYPES)
    site_id = RowNumber(allow_none=True, load_default=None, metadata=OF_SITE)
    note = Line(LONGEST_NOTE, load_default="")

    @post_load
    def build(self, values: dict[str, Any], **_arguments: Any) -> Any:
        """Return the input."""
        types = tuple(each for each in values.pop("types") if each in OFFERED_TYPES)
        return self.input_type(types=types, **values, **address())


class ChangeEndpointBody(EndpointBody):
    """An endpoint as it should be from now on.

    A call that leaves a field out is refused, so that it cannot reset the field.
    """

    input_type = ChangeEndpoint

    types = fields.List(Choice(MessageType), required=True, metadata=OF_TYPES)
    site_id = RowNumber(allow_none=True, required=True, metadata=OF_SITE)
    note = Line(LONGEST_NOTE, required=True)
    is_enabled = Flag(required=True)


class ChangeEndpointForm(EndpointBody):
    """The form of an endpoint, which lacks a checkbox that is not ticked."""

    input_type = ChangeEndpoint

    is_enabled = Flag(load_default=False)


class ReplayBody(InputSchema):
    """From when on failed messages are sent again."""

    input_type = ReplayFailed

    since = Moment(allow_none=True, load_default=None)


class EndpointOut(Schema):
    """An endpoint, without its secret."""

    id = fields.Integer(required=True)
    url = fields.String(required=True)
    types = fields.List(fields.Enum(MessageType, by_value=True), required=True)
    site_id = fields.Integer(required=True, allow_none=True)
    note = fields.String(required=True)
    created_at = fields.AwareDateTime(required=True)
    disabled_at = fields.AwareDateTime(required=True, allow_none=True)
    disabled_because = fields.Enum(
        DisabledBecause, by_value=True, required=True, allow_none=True
    )
    failing_since = fields.AwareDateTime(required=True, allow_none=True)


class SecretOut(Schema):
    """A new secret, which cannot be read again."""

    id = fields.Integer(required=True)
    secret = fields.String(required=True)


class NewEndpointOut(EndpointOut):
    """A new endpoint with its secret, which cannot be read again."""

    secret = fields.String(required=True)


class EndpointsOut(Schema):
    """All endpoints."""

    endpoints = fields.List(fields.Nested(EndpointOut), required=True)


class DeliveryOut(Schema):
    """The delivery of a message, with what came back from its latest try."""

    id = fields.Integer(required=True)
    message_id = fields.String(
        required=True, metadata={"description": "The header `webhook-id`."}
    )
    type = fields.Enum(MessageType, by_value=True, required=True)
    state = fields.Enum(DeliveryState, by_value=True, required=True)
    tries = fields.Integer(required=True)
    happened_at = fields.AwareDateTime(required=True)
    due_at = fields.AwareDateTime(required=True)
    tried_at = fields.AwareDateTime(required=True, allow_none=True)
    status = fields.Integer(required=True, allow_none=True)
    error = fields.String(required=True)
    milliseconds = fields.Integer(required=True, allow_none=True)


class DeliveryQuery(Schema):
    """Where a page begins."""

    before = fields.Integer(validate=validate.Range(1, LARGEST))


class DeliveryPage(Schema):
    """A page of deliveries, the newest first, and the key of the next."""

    deliveries = fields.List(fields.Nested(DeliveryOut), required=True)
    next_before = fields.Integer(required=True, allow_none=True)


class QueuedOut(Schema):
    """How many messages are queued by a call."""

    queued = fields.Integer(required=True)


def endpoint_json(endpoint: WebhookEndpoint) -> dict[str, Any]:
    """Return an endpoint for :class:`EndpointOut`."""
    return {
        "id": endpoint.id,
        "url": endpoint.url,
        "types": [MessageType(each) for each in endpoint.types],
        "site_id": endpoint.site_id,
        "note": endpoint.note,
        "created_at": endpoint.created_at,
        "disabled_at": endpoint.disabled_at,
        "disabled_because": endpoint.disabled_because,
        "failing_since": endpoint.failing_since,
    }


def delivery_json(delivery: WebhookDelivery) -> dict[str, Any]:
    """Return a delivery for :class:`DeliveryOut`."""
    return {
        "id": delivery.id,
        "message_id": delivery.message.key,
        "type": delivery.message.type,
        "state": delivery.state,
        "tries": delivery.tries,
        "happened_at": delivery.message.happened_at,
        "due_at": delivery.due_at,
        "tried_at": delivery.tried_at,
        "status": delivery.status,
        "error": delivery.error,
        "milliseconds": delivery.milliseconds,
    }
