"""Erases a reader's comments one by one, then the account.

Each call is one step of a long job that may be interrupted and resumed. The caller
commits between the steps (see :mod:`moderation.running.purge`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Table, delete, select, update
from sqlalchemy.orm import Session

from auth.accounts import erasure
from auth.core.models import Account
from auth.db.base import Base
from auth.sso.services import identities
from moderation.community.events import AccountErased
from moderation.community.models import Follow
from moderation.community.rules import Target
from moderation.community.services import reactions
from moderation.compliance.notices.services import answering as notices
from moderation.compliance.notices.services import retention as notice_retention
from moderation.discussion.events import CommentErased
from moderation.discussion.models import Comment, Revision
from moderation.discussion.rules import Status
from moderation.discussion.services import transitions, writing
from moderation.platform import events
from moderation.platform.outbox import OutboxMessage
from moderation.privacy import registry
from moderation.review.reports.services import reports
from moderation.review.sanctions.services import returned

AT_ONCE = 500
"""The most comments that are listed at once."""


def still_there(session: Session, account_id: int) -> Sequence[int]:
    """Return some comments of the account that still have a text."""
    return session.scalars(
        select(Comment.id)
        .join(Revision, Revision.comment_id == Comment.id)
        .where(Comment.author_id == account_id, Revision.text != "")
        .distinct()
        .limit(AT_ONCE)
    ).all()


def erase_comment(
    session: Session, comment_id: int, *, author_id: int, now: datetime
) -> None:
    """Delete a comment as its author could, and every text that it ever had."""
    comment = transitions.lock(session, comment_id)
    if comment.status is not Status.DELETED:
        writing.delete(session, comment_id=comment_id, author_id=author_id, now=now)
    reports.close_erased(session, comment_id, now=now)
    notices.close_erased(session, comment_id, now=now)
    session.execute(
        update(Revision)
        .where(Revision.comment_id == comment_id)
        .values(text="", html="", plain_text="")
    )
    events.record(session, CommentErased(comment_id, now))


def erase_account(session: Session, account_id: int, *, now: datetime) -> None:
    """Erase the account after its comments, as the registry says.

    Its reports stay without a reporter and without a note. Statements of reasons stay
    without a name, for as long as they can be contested. A sanction in force waits for
    the person, as a digest, in case they come back with the same identity.
    """
    if returned.is_under_one(session, account_id, now=now):
        identities.remember_erased(session, account_id)
    email = session.get_one(Account, account_id).email
    reactions.uncount(session, account_id)
    for table in Base.metadata.sorted_tables:
        _erase_rows(session, table, account_id)
    followed = (Follow.target == Target.READER) & (Follow.target_id == account_id)
    session.execute(delete(Follow).where(followed))
    notice_retention.empty_of_address(session, email, now=now)
    session.execute(delete(OutboxMessage).where(OutboxMessage.recipient == email))
    erasure.erase(session, account_id, now=now)
    events.record(session, AccountErased(account_id, now))


def _erase_rows(session: Session, table: Table, account_id: int) -> None:
    handling = registry.TABLES.get(table.name)
    if handling is None or handling.erasure is registry.Erasure.KEEP:
        return
    own = registry.rows_of(table, account_id)
    if handling.erasure is registry.Erasure.DELETE:
        session.execute(delete(table).where(own))
    else:
        session.execute(update(table).where(own).values(registry.emptied_values(table)))
