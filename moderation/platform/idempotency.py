"""Runs a repeated request once, and answers each repetition like the first.

The key, the digest of the request and the response are stored in the transaction of the
change itself, so that none of them can exist without the others.
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
from auth.core.translation import gettext as _
from auth.db.base import Base, Identifier, Json
from auth.db.upserts import take_turn

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

KEPT = timedelta(hours=24)
KEY_LENGTH = 200


class IdempotencyRecord(Base):
    """The request that came with a key, and its response."""

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
    """Return the result of *act*, or its earlier result for the same *key*.

    A form and an API call with the same change count as the same request.

    :param change: the frozen input of the change.
    :param key: empty if the caller sent none, in which case *act* always runs.
    :raises InvalidError: if the key is too long, or was used with another input.
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
    """A request: the account, the kind of change, the key, and the digest."""

    account_id: int
    change: str
    key: str
    digest: str


def _find(session: Session, asked: _Asked) -> dict[str, Any] | None:
    """Return the stored response for the key; ``None`` if the key is new."""
    if len(asked.key) > KEY_LENGTH:
        raise InvalidError(
            _(
                "An Idempotency-Key has at most %(key_length)s characters.",
                key_length=KEY_LENGTH,
            )
        )
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
            _(
                "This was already sent with different content. (The Idempotency-Key "
                "has been used.)"
            ),
            {"field": "idempotency_key"},
        )
    return record.answer


def _keep(
    session: Session, asked: _Asked, answer: Mapping[str, Any], *, now: datetime
) -> None:
    """Store the response for the key, for a day."""
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
    """Remove responses that are older than a day."""
    session.execute(
        delete(IdempotencyRecord).where(IdempotencyRecord.created_at < now - KEPT)
    )


def digest(change: DataclassInstance) -> str:
    """Return a digest of the content of a change."""
    text = json.dumps(asdict(change), sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
