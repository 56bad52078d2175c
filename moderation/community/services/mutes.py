"""The mutes between readers on a page, and what they forbid."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from auth.core.errors import ForbiddenError
from auth.core.translation import gettext as _
from moderation.community.models import Mute


@dataclass(frozen=True)
class Mutes:
    """The readers whom one reader mutes, and those who mute that reader."""

    muted: frozenset[int] = frozenset()
    muted_by: frozenset[int] = frozenset()


def between(session: Session, account_id: int, others: Collection[int]) -> Mutes:
    """Return the mutes between one reader and *others*, in one statement."""
    rows = session.execute(
        select(Mute.muter_id, Mute.muted_id).where(
            or_(
                (Mute.muter_id == account_id) & Mute.muted_id.in_(others),
                (Mute.muted_id == account_id) & Mute.muter_id.in_(others),
            )
        )
    ).all()
    return Mutes(
        muted=frozenset(row.muted_id for row in rows if row.muter_id == account_id),
        muted_by=frozenset(row.muter_id for row in rows if row.muted_id == account_id),
    )


def muted_among(account_id: Any, others: Any) -> Select[int]:
    """Return the query for those of *others* whom one reader mutes.

    The reader and the others may be parameters of the query.
    """
    return select(Mute.muted_id).where(
        Mute.muter_id == account_id, Mute.muted_id.in_(others)
    )


def muters_among(account_id: Any, others: Any) -> Select[int]:
    """Return the query for those of *others* who mute one reader."""
    return select(Mute.muter_id).where(
        Mute.muted_id == account_id, Mute.muter_id.in_(others)
    )


def refuse_reply(session: Session, *, author_id: int, to_id: int) -> None:
    """Refuse a reply to a reader who has muted its author.

    :raises ForbiddenError: without further explanation.
    """
    if author_id in between(session, to_id, [author_id]).muted:
        raise ForbiddenError(_("This reader does not accept replies from you."))
