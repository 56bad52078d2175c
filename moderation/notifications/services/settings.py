"""Reads and saves how a reader gets notifications."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from auth.core.models import Account
from auth.db.upserts import find_or_add, put, take_turn
from moderation.notifications.inputs import ChooseNotifications
from moderation.notifications.models import DeliverySetting, NotificationSetting
from moderation.notifications.rules import (
    DEFAULT_WAYS,
    PUSHED_BY_DEFAULT,
    NotificationKind,
    Way,
)
from moderation.notifications.timing import Clock

KEY_BYTES = 16
"""Random bytes in a link that ends mail."""


@dataclass(frozen=True)
class Choice:
    """The way of one kind, and whether it is also pushed."""

    way: Way
    is_pushed: bool


Choices = dict[NotificationKind, Choice]


def choices_of(session: Session, account_ids: Sequence[int]) -> dict[int, Choices]:
    """Return the choices of each account, with the defaults for what is not chosen."""
    rows = session.scalars(
        select(NotificationSetting).where(
            NotificationSetting.account_id.in_(account_ids)
        )
    )
    found = {account_id: default_choices() for account_id in account_ids}
    for row in rows:
        found[row.account_id][row.kind] = Choice(row.way, row.is_pushed)
    return found


def default_choices() -> Choices:
    """Return the choices of a reader who has made none."""
    return {
        kind: Choice(way, kind in PUSHED_BY_DEFAULT)
        for kind, way in DEFAULT_WAYS.items()
    }


def delivery_of(session: Session, account_id: int) -> DeliverySetting:
    """Return the reader's delivery settings, and make them if they are missing."""
    return find_or_add(
        session,
        DeliverySetting,
        {"account_id": account_id},
        {"stop_key": secrets.token_urlsafe(KEY_BYTES)},
    )


def clock_of(setting: DeliverySetting | None) -> Clock:
    """Return when the reader may be told; the defaults without a row."""
    if setting is None:
        return Clock()
    return Clock(
        zone=setting.zone,
        quiet_from=setting.quiet_from,
        quiet_until=setting.quiet_until,
        rhythm=setting.rhythm,
        digest_hour=setting.digest_hour,
        weekday=setting.weekday,
    )


def is_stopped(session: Session, account_id: int) -> bool:
    """Whether the reader gets no mail because mail to the address came back."""
    setting = session.get(DeliverySetting, account_id)
    if setting is None or setting.stopped_at is None:
        return False
    return setting.bounced_address == session.get_one(Account, account_id).email


def choose(session: Session, account_id: int, change: ChooseNotifications) -> None:
    """Save how the reader gets each kind, and when."""
    take_turn(session, f"notification settings {account_id}")
    for kind, way in change.ways.items():
        _save(session, account_id, kind, Choice(way, kind in change.pushed))
    setting, clock = delivery_of(session, account_id), change.clock
    setting.zone, setting.rhythm = clock.zone, clock.rhythm
    setting.quiet_from, setting.quiet_until = clock.quiet_from, clock.quiet_until
    setting.digest_hour, setting.weekday = clock.digest_hour, clock.weekday
    # The reader was told on the page that saving tries the address again.
    setting.stopped_at, setting.bounces = None, 0
    session.flush()


def stop_mail(
    session: Session, account_id: int, kinds: Sequence[NotificationKind]
) -> None:
    """Show these kinds on the site only. A kind that is off stays off."""
    take_turn(session, f"notification settings {account_id}")
    chosen = choices_of(session, [account_id])[account_id]
    for kind in kinds:
        if chosen[kind].way in (Way.AT_ONCE, Way.DIGEST):
            _save(session, account_id, kind, Choice(Way.PAGE, chosen[kind].is_pushed))


def is_off(account_id: Any, kind: NotificationKind) -> ColumnElement[bool]:
    """Whether a reader switched a kind off."""
    return (
        select(NotificationSetting.id)
        .where(
            NotificationSetting.account_id == account_id,
            NotificationSetting.kind == kind,
            NotificationSetting.way == Way.OFF,
        )
        .exists()
    )


def _save(
    session: Session, account_id: int, kind: NotificationKind, choice: Choice
) -> None:
    values = {"account_id": account_id, "kind": kind}
    chosen = {"way": choice.way, "is_pushed": choice.is_pushed}
    put(session, NotificationSetting, values | chosen, key=["account_id", "kind"])
