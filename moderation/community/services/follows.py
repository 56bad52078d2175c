"""Follows and mutes of readers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, or_, select
from sqlalchemy.orm import Session

from auth.core.errors import InvalidError, NotFoundError
from auth.core.models import Account
from auth.core.translation import gettext as _
from auth.db.upserts import add_once
from moderation.community.models import Follow, Mute
from moderation.community.rules import Target
from moderation.discussion.models import Article, Comment

TABLE_OF = {Target.READER: Account, Target.THREAD: Comment, Target.ARTICLE: Article}


def follow(
    session: Session,
    *,
    follower_id: int,
    target: Target,
    target_id: int,
    now: datetime,
) -> None:
    """Follow a reader, a thread or an article. Repeating it changes nothing.

    :raises NotFoundError: if it does not exist.
    :raises InvalidError: for oneself, or if one of the two mutes the other.
    """
    if session.get(TABLE_OF[target], target_id) is None:
        raise NotFoundError(_("This cannot be followed."))
    if target is Target.READER:
        if target_id == follower_id:
            raise InvalidError(_("You cannot follow yourself."))
        if mutes_either_way(session, follower_id, target_id):
            raise InvalidError(_("You cannot follow this reader."))
    add_once(
        session,
        Follow,
        {
            "follower_id": follower_id,
            "target": target,
            "target_id": target_id,
            "created_at": now,
        },
    )


def unfollow(
    session: Session, *, follower_id: int, target: Target, target_id: int
) -> None:
    """Stop following. Repeating it changes nothing."""
    session.execute(
        delete(Follow).where(
            Follow.follower_id == follower_id,
            Follow.target == target,
            Follow.target_id == target_id,
        )
    )


def follows(session: Session, follower_id: int, target: Target, target_id: int) -> bool:
    """Whether the reader follows it."""
    found = select(Follow.id).where(
        Follow.follower_id == follower_id,
        Follow.target == target,
        Follow.target_id == target_id,
    )
    return session.scalar(found) is not None


def followed_among(follower_id: Any, target: Target, ids: Any) -> Select[int]:
    """Return the query for those of *ids* that the reader follows.

    The reader and the ids may be parameters of the query.
    """
    return select(Follow.target_id).where(
        Follow.follower_id == follower_id,
        Follow.target == target,
        Follow.target_id.in_(ids),
    )


def mute(session: Session, *, muter_id: int, muted_id: int, now: datetime) -> None:
    """Mute another reader. This ends follows between the two, and notifications.

    :raises InvalidError: for oneself.
    :raises NotFoundError: if there is no such reader.
    """
    if muter_id == muted_id:
        raise InvalidError(_("You cannot mute yourself."))
    if session.get(Account, muted_id) is None:
        raise NotFoundError(_("There is no such reader."))
    for follower_id, target_id in ((muter_id, muted_id), (muted_id, muter_id)):
        unfollow(
            session,
            follower_id=follower_id,
            target=Target.READER,
            target_id=target_id,
        )
    values = {"muter_id": muter_id, "muted_id": muted_id, "created_at": now}
    add_once(session, Mute, values)


def unmute(session: Session, *, muter_id: int, muted_id: int) -> None:
    """Stop muting a reader."""
    session.execute(
        delete(Mute).where(Mute.muter_id == muter_id, Mute.muted_id == muted_id)
    )


def has_muted(session: Session, muter_id: int, muted_id: int) -> bool:
    """Whether *muter_id* mutes *muted_id*."""
    found = select(Mute.id).where(Mute.muter_id == muter_id, Mute.muted_id == muted_id)
    return session.scalar(found) is not None


def mutes_either_way(session: Session, one_id: int, other_id: int) -> bool:
    """Whether one of the two mutes the other."""
    found = select(Mute.id).where(
        or_(
            (Mute.muter_id == one_id) & (Mute.muted_id == other_id),
            (Mute.muter_id == other_id) & (Mute.muted_id == one_id),
        )
    )
    return session.scalar(found.limit(1)) is not None
