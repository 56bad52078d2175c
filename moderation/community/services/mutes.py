"""Muting, as the pages ask for it: who mutes whom, and what that forbids."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from auth.core.errors import ForbiddenError
from moderation.community.models import Block


@dataclass(frozen=True)
class Mutes:
    """Among some readers: those whom one reader mutes, and those who mute that one."""

    muted: frozenset[int] = frozenset()
    muted_by: frozenset[int] = frozenset()


def between(session: Session, account_id: int, others: Collection[int]) -> Mutes:
    """Return the mutes between one reader and *others*, in one statement."""
    rows = session.execute(
        select(Block.blocker_id, Block.blocked_id).where(
            or_(
                (Block.blocker_id == account_id) & Block.blocked_id.in_(others),
                (Block.blocked_id == account_id) & Block.blocker_id.in_(others),
            )
        )
    ).all()
    return Mutes(
        muted=frozenset(row.blocked_id for row in rows if row.blocker_id == account_id),
        muted_by=frozenset(
            row.blocker_id for row in rows if row.blocked_id == account_id
        ),
    )


def refuse_reply(session: Session, *, author_id: int, to_id: int) -> None:
    """Refuse a reply to a reader who has muted its author.

    :raises ForbiddenError: without saying more than that.
    """
    if author_id in between(session, to_id, [author_id]).muted:
        raise ForbiddenError("This reader does not accept replies from you.")
