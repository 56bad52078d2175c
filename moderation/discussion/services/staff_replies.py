"""Whether staff see more of a thread than readers do."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import CompoundSelect, bindparam, select, union_all
from sqlalchemy.orm import Session

from moderation.discussion.models import Comment
from moderation.discussion.services import orders
from moderation.discussion.services.listing import listed
from moderation.discussion.services.threads import REPLIES_A_PAGE


def hidden_from_readers(session: Session, *, thread_id: int, after: str) -> bool:
    """Whether a page of a thread has, for staff, what readers do not see listed.

    If it has not, readers and staff are listed the same comments there.

    :raises InvalidError: if *after* is not a valid key.
    """
    orders.check_in_thread(after)
    given = {"thread_id": thread_id, "after": after}
    return not all(session.scalars(_listed_on_page(), given))


@cache
def _listed_on_page() -> CompoundSelect[tuple[bool]]:
    """Return the statement for the head, the replies, and the one after them."""
    thread_id: Any = bindparam("thread_id")
    head = select(Comment.is_listed).where(Comment.id == thread_id)
    replies = (
        select(Comment.is_listed)
        .where(
            Comment.thread_id == thread_id,
            Comment.parent_id.is_not(None),
            Comment.path > bindparam("after"),
            listed(for_staff=True),
        )
        .order_by(Comment.path)
        .limit(REPLIES_A_PAGE + 1)
    )
    return union_all(head, select(replies.subquery()))
