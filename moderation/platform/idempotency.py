"""A repeated request is answered as the first was, and done once.

The key, the request's digest and the answer are kept in the transaction of the act
itself, so there is no moment at which one is durable without the other.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from auth.core.errors import InvalidError
from auth.db.base import Base, Identifier, Json
from auth.db.upserts import take_turn

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

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
    change: DataclassInstance,
    *,
    account_id: int,
    key: str,
    act: Callable[[], dict[str, Any]],
    now: datetime,
) -> dict[str, Any]:
    """Return what *act* answers, or what it answered to the same *key* before.

    A form and a call of the API that ask for the same change count as the same.

    :param change: the frozen input of the change.
    :param key: empty if the caller sent none: then *act* is done every time.
    :raises InvalidError: if the key is too long, or came with another input before.
    """
    if not key:
        return act()
    asked = _Asked(account_id, type(change).__name__, key, digest(change))
    known = _find(session, asked)
    if known is not None:
        return known
    answer = act()
    _keep(session, asked, answer, now=now)
    return answer


@dataclass(frozen=True)
class _Asked:
    """Who asked for which change, with which key, and what tells its content."""

    account_id: int
    change: str
    key: str
    digest: str


def _find(session: Session, asked: _Asked) -> dict[str, Any] | None:
    """Return what was answered to the key, ``None`` if it is new."""
    if len(asked.key) > KEY_LENGTH:
        raise InvalidError(f"An Idempotency-Key has at most {KEY_LENGTH} characters.")
    # The same request sent twice at once comes one after the other.
    take_turn(session, f"request {asked.account_id} {asked.change} {asked.key}")
    record = session.scalar(
        select(IdempotencyRecord).where(
            IdempotencyRecord.account_id == asked.account_id,
            IdempotencyRecord.route == asked.change,
            IdempotencyRecord.key == asked.key,
        )
    )
    if record is None:
        return None
    if record.request_digest != asked.digest:
        raise InvalidError(
            "This was already sent with different content. (The Idempotency-Key has "
            "been used.)",
            {"field": "idempotency_key"},
        )
    return record.answer


def _keep(
    session: Session, asked: _Asked, answer: Mapping[str, Any], *, now: datetime
) -> None:
    """Keep the answer to the key for a day."""
    session.add(
        IdempotencyRecord(
            account_id=asked.account_id,
            route=asked.change,
            key=asked.key,
            request_digest=asked.digest,
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


def digest(change: DataclassInstance) -> str:
    """Return what tells the content of one change from that of another."""
    text = json.dumps(asdict(change), sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
