"""The inputs of a reader's choices, one frozen dataclass for each change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from moderation.notifications.rules import NotificationKind, Way
from moderation.notifications.timing import Clock


@dataclass(frozen=True)
class ChooseNotifications:
    """Choose how to get each kind, and when.

    :param ways: the chosen way of each kind. A kind that is missing keeps its way.
    :param pushed: the kinds that are also pushed.
    """

    ways: Mapping[NotificationKind, Way]
    pushed: frozenset[NotificationKind]
    clock: Clock


@dataclass(frozen=True)
class AddDevice:
    """Send push messages to a browser: its address at a push service, its keys."""

    endpoint: str
    p256dh: str
    auth: str


@dataclass(frozen=True)
class RenewDevice:
    """Replace a browser's address by a new one."""

    old_endpoint: str
    new: AddDevice
