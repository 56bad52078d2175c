"""Links the people of a thread whom a comment names, and says that they were named.

This happens once, when a text becomes visible, and the result is stored with it. So a
page of comments looks nobody up.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from auth.core.models import Account, Site
from moderation.community import mentions
from moderation.community.events import ReadersMentioned
from moderation.discussion.events import StatusChanged
from moderation.discussion.models import Article, Comment, Revision
from moderation.discussion.rules import Cause, Status
from moderation.platform import events

MOST_PEOPLE = 5
"""The most people whom one comment can name. Of more, nobody is told."""


def link(session: Session, change: StatusChanged) -> None:
    """Link the people whom a text names that readers see from now on."""
    is_new = change.is_visible and change.after is Status.PUBLISHED
    # What an undo shows again was linked before.
    if not is_new or change.cause in (Cause.IMPORTED, Cause.UNDO):
        return
    comment = session.get_one(Comment, change.comment_id)
    revision = session.get_one(Revision, comment.shown_revision_id)
    keys = mentions.keys_in(revision.html) if "@" in revision.html else set()
    if not keys or not _has_mentions(session, comment.article_id):
        return
    people = _in_thread(session, comment, keys)
    if not people or len(people) > MOST_PEOPLE:
        return
    addresses = {key: f"/comments/{at}" for key, (_, at) in people.items()}
    revision.html = mentions.linked(revision.html, addresses)
    named = tuple(sorted(account_id for account_id, _ in people.values()))
    events.record(session, ReadersMentioned(comment.id, named, change.at))


def _has_mentions(session: Session, article_id: int) -> bool:
    found = select(Site.has_mentions).join(Article, Article.site_id == Site.id)
    return bool(session.scalar(found.where(Article.id == article_id)))


def _in_thread(
    session: Session, comment: Comment, keys: Collection[str]
) -> dict[str, tuple[int, int]]:
    """Return who of the named people takes part in the thread, by key.

    :returns: for each, the account and the newest visible comment before this one.
    """
    rows = session.execute(
        select(Account.name_folded, Account.id, func.max(Comment.id).label("at"))
        .join(Comment, Comment.author_id == Account.id)
        .where(
            Account.name_folded.in_(keys),
            Account.id != comment.author_id,
            Comment.thread_id == comment.thread_id,
            Comment.status == Status.PUBLISHED,
            Comment.id < comment.id,
        )
        .group_by(Account.name_folded, Account.id)
    )
    return {str(row.name_folded): (row.id, row.at) for row in rows}
