"""The browsers in which a reader allowed push messages."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from auth.core.errors import InvalidError
from auth.core.models import LoginSession
from auth.core.translation import gettext as _
from auth.db.upserts import put, take_turn
from moderation.notifications.inputs import AddDevice, RenewDevice
from moderation.notifications.push.models import PushDevice
from moderation.notifications.push.rules import Services, are_keys

MOST_DEVICES = 20
"""Browsers of one reader. The oldest is forgotten for a new one."""


def add(
    session: Session,
    change: AddDevice,
    *,
    account_id: int,
    session_id: int,
    services: Services,
    now: datetime,
) -> None:
    """Send this browser push messages. If another reader had it, they lose it.

    :raises InvalidError: if the address is not one of a known push service, or the
        keys are not valid.
    """
    if not services.accepts(change.endpoint):
        raise InvalidError(_("We do not know the push service of this browser."))
    if not are_keys(change.p256dh, change.auth):
        raise InvalidError(_("The keys of this browser are not valid."))
    take_turn(session, f"push devices {account_id}")
    agent = session.get_one(LoginSession, session_id).user_agent
    values = {
        "account_id": account_id,
        "session_id": session_id,
        "endpoint": change.endpoint,
        "endpoint_digest": digest_of(change.endpoint),
        "host": urlsplit(change.endpoint).hostname or "",
        "p256dh": change.p256dh,
        "auth": change.auth,
        "user_agent": agent,
        "created_at": now,
        "refused_since": None,
    }
    put(session, PushDevice, values, key=["endpoint_digest"])
    for old in of_account(session, account_id)[MOST_DEVICES:]:
        session.delete(old)


def renew(
    session: Session, change: RenewDevice, *, services: Services, now: datetime
) -> None:
    """Replace a browser's address by the one that its push service gave it instead.

    The old address is known to the browser and its push service alone. An unknown one
    changes nothing.

    :raises InvalidError: as :func:`add`.
    """
    old = session.scalar(
        select(PushDevice).where(
            PushDevice.endpoint_digest == digest_of(change.old_endpoint)
        )
    )
    if old is None:
        return
    account_id, session_id = old.account_id, old.session_id
    session.delete(old)
    session.flush()
    add(
        session,
        change.new,
        account_id=account_id,
        session_id=session_id,
        services=services,
        now=now,
    )


def remove(session: Session, device_id: int, *, account_id: int) -> None:
    """Send one browser of the reader no more push messages."""
    session.execute(
        delete(PushDevice).where(
            PushDevice.id == device_id, PushDevice.account_id == account_id
        )
    )


def of_account(session: Session, account_id: int) -> Sequence[PushDevice]:
    """Return the reader's browsers whose session has not ended, the newest first."""
    return session.scalars(
        select(PushDevice)
        .join(LoginSession, LoginSession.id == PushDevice.session_id)
        .where(PushDevice.account_id == account_id, LoginSession.ended_at.is_(None))
        .order_by(PushDevice.id.desc())
    ).all()


def ids_of(session: Session, account_ids: Sequence[int]) -> dict[int, list[int]]:
    """Return the browsers of each account that push messages go to."""
    rows = session.execute(
        select(PushDevice.account_id, PushDevice.id)
        .join(LoginSession, LoginSession.id == PushDevice.session_id)
        .where(PushDevice.account_id.in_(account_ids), LoginSession.ended_at.is_(None))
        .order_by(PushDevice.id)
    )
    found: dict[int, list[int]] = {account_id: [] for account_id in account_ids}
    for account_id, device_id in rows:
        found[account_id].append(device_id)
    return found


def digest_of(endpoint: str) -> str:
    """Return the digest by which a browser's address is found."""
    return hashlib.sha256(endpoint.encode()).hexdigest()
