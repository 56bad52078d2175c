"""Erasing what a reader wrote and whom they followed, comment by comment.

Each call is one step of a long walk that may be cut off and go on later: whoever walks
commits in between (see :mod:`moderation.purging`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.orm import Session

from auth import erasure
from auth.models import Account
from moderation.community.models import Block, Follow, Notice, NoticeSetting
from moderation.community.rules import Target
from moderation.discussion.models import Comment, Revision
from moderation.discussion.rules import Status
from moderation.discussion.services import transitions, writing
from moderation.idempotency import IdempotencyRecord
from moderation.outbox import OutboxMessage
from moderation.review.models import Report
from moderation.review.services import reports

AT_ONCE = 500
"""Comments that are listed at once; the text of a comment counts as there if any is."""


def still_there(session: Session, account_id: int) -> Sequence[int]:
    """Return some comments of the account of which a text is still there."""
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
    """Delete a comment, as its author could, and every text that it ever had."""
    comment = transitions.lock(session, comment_id)
    if comment.status is not Status.DELETED:
        writing.delete(session, comment_id=comment_id, author_id=author_id, now=now)
        reports.close_deleted(session, comment_id, now=now)
    session.execute(
        update(Revision)
        .where(Revision.comment_id == comment_id)
        .values(text="", html="", plain_text="")
    )


def erase_account(session: Session, account_id: int, *, now: datetime) -> None:
    """Erase the account once its comments are: follows, blocks, notices, mail, name.

    What it reported stays as a report by nobody, without its note; statements of
    reasons and appeals stay without a name, for as long as somebody may contest them.
    """
    email = session.get_one(Account, account_id).email
    for table, is_own in (
        (Follow, _follows(account_id)),
        (Block, or_(Block.blocker_id == account_id, Block.blocked_id == account_id)),
        (Notice, Notice.account_id == account_id),
        (NoticeSetting, NoticeSetting.account_id == account_id),
        (IdempotencyRecord, IdempotencyRecord.account_id == account_id),
        (OutboxMessage, OutboxMessage.recipient == email),
    ):
        session.execute(delete(table).where(is_own))
    session.execute(
        update(Report).where(Report.reporter_id == account_id).values(note="")
    )
    erasure.erase(session, account_id, now=now)


def _follows(account_id: int) -> ColumnElement[bool]:
    followed = (Follow.target == Target.READER) & (Follow.target_id == account_id)
    return or_(Follow.follower_id == account_id, followed)
