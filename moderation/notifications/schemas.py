"""The schema of the form in which a reader chooses notifications."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, post_load

from auth.access.forms import InputSchema
from auth.core.schemas import Choice, Count, Schema
from auth.core.translation import marked
from moderation.notifications.inputs import (
    AddDevice,
    ChooseNotifications,
    RenewDevice,
)
from moderation.notifications.rules import NotificationKind, Rhythm, Way
from moderation.notifications.timing import DIGEST_HOUR, Clock, zone_names

UNKNOWN_ZONE = marked("Please choose a time zone from the list.")
ONE_HOUR = marked("Please choose both the beginning and the end of the quiet hours.")
UNKNOWN_HOUR = marked("Please choose an hour from the list.")
UNKNOWN_DAY = marked("Please choose a day of the week.")


class _Chosen(InputSchema):
    """What a reader chose for all kinds together."""

    pushed = fields.List(Choice(NotificationKind), load_default=())
    zone = fields.String(
        load_default="",
        validate=lambda name: _require(not name or name in zone_names(), UNKNOWN_ZONE),
    )
    quiet_from = Count(load_default=None, allow_none=True)
    quiet_until = Count(load_default=None, allow_none=True)
    rhythm = Choice(Rhythm, load_default=Rhythm.DAILY)
    digest_hour = Count(load_default=DIGEST_HOUR)
    weekday = Count(load_default=0)

    @post_load
    def build(self, values: dict[str, Any], **_arguments: Any) -> ChooseNotifications:
        """Return the input."""
        start, end = values["quiet_from"], values["quiet_until"]
        _require((start is None) == (end is None), ONE_HOUR, "quiet_until")
        for name in ("quiet_from", "quiet_until", "digest_hour"):
            hour = values[name]
            _require(hour is None or hour < 24, UNKNOWN_HOUR, name)
        _require(values["weekday"] < 7, UNKNOWN_DAY, "weekday")
        return ChooseNotifications(
            ways={
                kind: values[way_field(kind)]
                for kind in NotificationKind
                if way_field(kind) in values
            },
            pushed=frozenset(values["pushed"]),
            clock=Clock(
                zone=values["zone"],
                quiet_from=start,
                quiet_until=end,
                rhythm=values["rhythm"],
                digest_hour=values["digest_hour"],
                weekday=values["weekday"],
            ),
        )


def way_field(kind: NotificationKind) -> str:
    """Return the name of the field with the way of *kind*."""
    return f"way_{kind.value}"


WAYS: dict[str, fields.Field[Any]] = {
    way_field(kind): Choice(Way) for kind in NotificationKind
}
NotificationsForm: type[Schema] = _Chosen.from_dict(WAYS, name="NotificationsForm")  # type: ignore[assignment]


def _require(holds: bool, message: str, field: str = "") -> bool:
    if not holds:
        raise ValidationError(message, field) if field else ValidationError(message)
    return True


class DeviceForm(InputSchema):
    """What a browser says of its subscription at a push service."""

    endpoint = fields.String(required=True)
    p256dh = fields.String(required=True)
    auth = fields.String(required=True)

    @post_load
    def build(self, values: dict[str, Any], **_arguments: Any) -> AddDevice:
        """Return the input."""
        return AddDevice(values["endpoint"], values["p256dh"], values["auth"])


class RenewalForm(InputSchema):
    """The old address of a browser, and its new subscription."""

    old_endpoint = fields.String(required=True)
    endpoint = fields.String(required=True)
    p256dh = fields.String(required=True)
    auth = fields.String(required=True)

    @post_load
    def build(self, values: dict[str, Any], **_arguments: Any) -> RenewDevice:
        """Return the input."""
        new = AddDevice(values["endpoint"], values["p256dh"], values["auth"])
        return RenewDevice(values["old_endpoint"], new)
