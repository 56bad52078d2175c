"""Adds, changes and removes endpoints, and rotates their secrets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from auth.core import audit
from auth.core.errors import ConflictError, InvalidError, NotFoundError
from auth.core.models import Site
from auth.core.network.public_addresses import AddressRules
from auth.core.sealing import Seal
from auth.core.translation import gettext as _
from moderation.exchange.webhooks import endpoint_url, signing
from moderation.exchange.webhooks.inputs import AddEndpoint, ChangeEndpoint, OfEndpoint
from moderation.exchange.webhooks.models import WebhookEndpoint
from moderation.exchange.webhooks.rules import OVERLAP, DisabledBecause, MessageType
from moderation.exchange.webhooks.services import deliveries, messages

MOST_ENDPOINTS = 50
"""The most endpoints of one site, and the most of those that are told of every site."""

LONGEST_NOTE = 200
PUBLIC = AddressRules()


def everything(
    session: Session, *, only_site: int | None = None
) -> Sequence[WebhookEndpoint]:
    """Return every endpoint, or those that are told of one site only, oldest first."""
    query = select(WebhookEndpoint).order_by(WebhookEndpoint.id)
    if only_site is not None:
        query = query.where(WebhookEndpoint.site_id == only_site)
    return session.scalars(query).all()


def get(
    session: Session,
    endpoint_id: int,
    *,
    only_site: int | None = None,
    lock: bool = False,
) -> WebhookEndpoint:
    """Return an endpoint.

    :param only_site: the site of a key or an admin of one site; ``None`` for all.
    :raises NotFoundError: if there is none, or it is not one of that site only.
    """
    found = session.get(WebhookEndpoint, endpoint_id, with_for_update=lock or None)
    if found is None or only_site not in (None, found.site_id):
        raise NotFoundError(_("There is no such endpoint."))
    return found


def add(
    session: Session,
    change: AddEndpoint,
    *,
    seal: Seal,
    actor_id: int,
    now: datetime,
    rules: AddressRules = PUBLIC,
) -> tuple[WebhookEndpoint, str]:
    """Add an endpoint; return it with its secret, which is shown this once.

    :param rules: the addresses that this installation sends to.
    :raises InvalidError: if the URL is not one that can be sent to.
    :raises NotFoundError: if there is no such site.
    :raises ConflictError: if there are too many endpoints.
    """
    same = select(func.count()).where(
        WebhookEndpoint.site_id.is_not_distinct_from(change.site_id)
    )
    if (session.scalar(same) or 0) >= MOST_ENDPOINTS:
        raise ConflictError(_("There are too many endpoints. Please remove one first."))
    secret = signing.new_secret()
    endpoint = WebhookEndpoint(
        **_checked(session, change, rules),
        secret=seal.close(secret),
        created_at=now,
        created_by_id=actor_id,
    )
    session.add(endpoint)
    session.flush()
    _write_down(session, endpoint, "add", actor_id, now, _detail(endpoint))
    return endpoint, secret


def change(
    session: Session,
    change: ChangeEndpoint,
    *,
    actor_id: int,
    now: datetime,
    rules: AddressRules = PUBLIC,
) -> WebhookEndpoint:
    """Change an endpoint. Disabling it gives up what waits for it.

    :param rules: the addresses that this installation sends to. A URL that stays as it
        is is not checked again.
    :raises NotFoundError: if there is no such endpoint or site.
    :raises InvalidError: if the URL is not one that can be sent to.
    """
    endpoint = get(session, change.endpoint_id, lock=True)
    for name, value in _checked(session, change, rules, before=endpoint.url).items():
        setattr(endpoint, name, value)
    if change.is_enabled:
        endpoint.disabled_at = endpoint.disabled_because = None
        endpoint.failing_since = endpoint.rests_until = None
        endpoint.failures = 0
    elif endpoint.disabled_at is None:
        endpoint.disabled_at = now
        endpoint.disabled_because = DisabledBecause.BY_ADMIN
        deliveries.give_up(session, endpoint.id, now=now)
    session.flush()
    detail = _detail(endpoint) | {"is_enabled": change.is_enabled}
    _write_down(session, endpoint, "change", actor_id, now, detail)
    return endpoint


def remove(
    session: Session, change: OfEndpoint, *, actor_id: int, now: datetime
) -> None:
    """Remove an endpoint with its log.

    :raises NotFoundError: if there is no such endpoint.
    """
    endpoint = get(session, change.endpoint_id, lock=True)
    _write_down(session, endpoint, "remove", actor_id, now, _detail(endpoint))
    session.delete(endpoint)
    session.flush()


def rotate(
    session: Session, change: OfEndpoint, *, seal: Seal, actor_id: int, now: datetime
) -> str:
    """Replace an endpoint's secret, and return the new one, which is shown this once.

    Messages are signed with both for a day.

    :raises NotFoundError: if there is no such endpoint.
    """
    endpoint = get(session, change.endpoint_id, lock=True)
    secret = signing.new_secret()
    endpoint.former_secret, endpoint.former_until = endpoint.secret, now + OVERLAP
    endpoint.secret = seal.close(secret)
    session.flush()
    _write_down(session, endpoint, "rotate", actor_id, now, {})
    return secret


def seal_anew(session: Session, seal: Seal) -> int:
    """Encrypt every secret with the newest key.

    :returns: the number of secrets that no key decrypts.
    """
    lost = 0
    for endpoint in session.scalars(select(WebhookEndpoint).with_for_update()):
        renewed = seal.renew(endpoint.secret)
        if renewed is None:
            lost += 1
        else:
            endpoint.secret = renewed
        if endpoint.former_secret:
            endpoint.former_secret = seal.renew(endpoint.former_secret)
    session.flush()
    return lost


def test(session: Session, change: OfEndpoint, *, now: datetime) -> None:
    """Queue a test message to an endpoint.

    :raises NotFoundError: if there is no such endpoint.
    :raises ConflictError: if it is disabled.
    """
    endpoint = get(session, change.endpoint_id)
    if endpoint.disabled_at is not None:
        raise ConflictError(_("The endpoint is disabled. Please enable it first."))
    data = {"id": endpoint.id, "version": None, "article_key": None, "url": "/"}
    messages.queue_to(
        session,
        [endpoint.id],
        MessageType.ENDPOINT_TEST,
        data,
        site_id=endpoint.site_id,
        now=now,
    )


def _checked(
    session: Session,
    change: AddEndpoint | ChangeEndpoint,
    rules: AddressRules,
    *,
    before: str | None = None,
) -> dict[str, Any]:
    url = change.url.strip()
    wrong = endpoint_url.fault(url, rules) if url != before else None
    if wrong is not None:
        raise InvalidError(str(wrong), {"field": "url"})
    if change.site_id is not None and session.get(Site, change.site_id) is None:
        raise NotFoundError(_("There is no such site."))
    return {
        "url": url,
        "types": sorted({each.value for each in change.types}),
        "site_id": change.site_id,
        "note": change.note.strip(),
    }


def _detail(endpoint: WebhookEndpoint) -> dict[str, Any]:
    # The rest of the URL may hold a secret of the receiver's.
    host = urlsplit(endpoint.url).hostname
    return {"host": host, "types": endpoint.types, "site_id": endpoint.site_id}


def _write_down(
    session: Session,
    endpoint: WebhookEndpoint,
    act: str,
    actor_id: int,
    now: datetime,
    detail: Mapping[str, Any],
) -> None:
    audit.record(
        session,
        actor_id=actor_id,
        action=f"webhook.{act}",
        subject=("webhook", endpoint.id),
        site_id=endpoint.site_id,
        now=now,
        detail=detail,
    )
