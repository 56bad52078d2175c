"""A repeated request is answered as the first was, and done once.

The key, the request's digest and the answer are kept in the transaction of the act
itself, so there is no moment at which one is durable without the other.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from auth.core.errors import InvalidError
from auth.db.base import Base, Identifier, Json
from auth.db.upserts import take_turn

KEPT = timedelta(hours=24)
KEY_LENGTH = 200


class IdempotencyRecord(Base):
    """What was asked with a key, and what was answered."""

    __tablename__ = "idempotency_record"
    __table_args__ = (UniqueConstraint("account_id", "route", "key"),)

    id: Mapped[Identifier]
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE")
    )
    route: Mapped[str]
    key: Mapped[str]
    request_digest: Mapped[str]
    answer: Mapped[Json]
    created_at: Mapped[datetime] = mapped_column(index=True)


def once(
    session: Session,
    *,
    account_id: int,
    route: str,
    key: str,
    request: Mapping[str, Any],
    act: Callable[[], dict[str, Any]],
    now: datetime,
) -> dict[str, Any]:
    """Return what *act* answers, or what it answered to the same *key* before.

    :param key: empty if the caller sent none: then *act* is done every time.
    :param request: what tells this request from another with the same key.
    :raises InvalidError: if the key came with another request before.
    """
    if not key:
        return act()
    known = find(session, account_id=account_id, route=route, key=key, request=request)
    if known is not None:
        return known
    answer = act()
    keep(
        session,
        account_id=account_id,
        route=route,
        key=key,
        request=request,
        answer=answer,
        now=now,
    )
    return answer


def find(
    session: Session,
    *,
    account_id: int,
    route: str,
    key: str,
    request: Mapping[str, Any],
) -> dict[str, Any] | None:
    """Return what was answered to *key*, ``None`` if it is new.

    :raises InvalidError: if the key is too long, or came with another request.
    """
    if len(key) > KEY_LENGTH:
        raise InvalidError(f"An Idempotency-Key has at most {KEY_LENGTH} characters.")
    # The same request sent twice at once comes one after the other.
    take_turn(session, f"request {account_id} {route} {key}")
    record = session.scalar(
        select(IdempotencyRecord).where(
            IdempotencyRecord.account_id == account_id,
            IdempotencyRecord.route == route,
            IdempotencyRecord.key == key,
        )
    )
    if record is None:
        return None
    if record.request_digest != digest(request):
        raise InvalidError(
            "This was already sent with different content. (The Idempotency-Key has "
            "been used.)",
            {"field": "idempotency_key"},
        )
    return record.answer


def keep(
    session: Session,
    *,
    account_id: int,
    route: str,
    key: str,
    request: Mapping[str, Any],
    answer: Mapping[str, Any],
    now: datetime,
) -> None:
    """Keep the answer to *key* for a day."""
    session.add(
        IdempotencyRecord(
            account_id=account_id,
            route=route,
            key=key,
            request_digest=digest(request),
            answer=dict(answer),
            created_at=now,
        )
    )
    session.flush()


def purge(session: Session, *, now: datetime) -> None:
    """Forget the answers that are older than a day."""
    session.execute(
        delete(IdempotencyRecord).where(IdempotencyRecord.created_at < now - KEPT)
    )


def digest(request: Mapping[str, Any]) -> str:
    """Return what tells one request from another."""
    text = json.dumps(request, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
