"""Finds the notifications that delivery has to look at, and their readers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, aliased

from auth.core.models import Account, Site
from moderation.discussion.models import Article, Comment, Revision
from moderation.notifications.models import DeliverySetting, Notification
from moderation.notifications.rules import OF_FOLLOWS
from moderation.notifications.services import settings
from moderation.notifications.services.settings import Choices
from moderation.notifications.services.visible import visible
from moderation.notifications.timing import FOLDED_FOR, Clock

READERS_AT_ONCE = 100
ROWS_AT_ONCE = 1_000

THREAD = func.coalesce(Comment.thread_id, Comment.id)


@dataclass(frozen=True)
class Due:
    """A notification that is due, with what a mail says of it."""

    notification: Notification
    comment: Comment
    author_name: str
    headline: str
    article_url: str
    site: Site
    text: str

    @property
    def thread_id(self) -> int:
        """The thread of the comment."""
        return self.comment.thread_id or self.comment.id


@dataclass(frozen=True)
class Reader:
    """A reader of due notifications, and what they chose."""

    account: Account
    choices: Choices
    setting: DeliverySetting | None
    clock: Clock

    @property
    def takes_mail(self) -> bool:
        """Whether mail may be sent: to a confirmed address that does not bounce."""
        account, setting = self.account, self.setting
        is_stopped = (
            setting is not None
            and setting.stopped_at is not None
            and setting.bounced_address == account.email
        )
        is_confirmed = bool(account.email and account.email_verified_at)
        return is_confirmed and not self.is_leaving and not is_stopped

    @property
    def is_leaving(self) -> bool:
        """Whether the account is disabled or will be erased."""
        return bool(self.account.disabled_at or self.account.erasure_due_at)


def accounts(session: Session, *, now: datetime) -> Sequence[int]:
    """Return up to 100 accounts with due notifications. Its cost follows these."""
    due = (
        select(Notification.account_id)
        .where(Notification.due_at <= now)
        .order_by(Notification.due_at)
        .limit(ROWS_AT_ONCE)
        .subquery()
    )
    return session.scalars(
        select(due.c.account_id).distinct().limit(READERS_AT_ONCE)
    ).all()


def readers(session: Session, account_ids: Sequence[int]) -> dict[int, Reader]:
    """Return each account with its choices, in three statements."""
    choices = settings.choices_of(session, account_ids)
    rows = session.execute(
        select(Account, DeliverySetting)
        .outerjoin(DeliverySetting, DeliverySetting.account_id == Account.id)
        .where(Account.id.in_(account_ids))
    )
    return {
        account.id: Reader(
            account, choices[account.id], setting, settings.clock_of(setting)
        )
        for account, setting in rows
    }


def take(session: Session, account_ids: Sequence[int], *, now: datetime) -> list[Due]:
    """Return the due notifications of these accounts, the oldest first.

    None of them is due afterwards. Read and hidden ones are left out.
    """
    is_due = (Notification.account_id.in_(account_ids), Notification.due_at <= now)
    author = aliased(Account)
    query: Any = (
        visible(
            select(
                Notification,
                Comment,
                author.display_name,
                Article.headline,
                Article.url,
                Site,
                func.coalesce(Revision.plain_text, ""),
            )
        )
        .join(author, author.id == Comment.author_id)
        .join(Article, Article.id == Comment.article_id)
        .join(Site, Site.id == Article.site_id)
        .outerjoin(Revision, Revision.id == Comment.shown_revision_id)
        .where(*is_due, Notification.read_at.is_(None))
        .order_by(Notification.id)
    )
    found = [Due(*row) for row in session.execute(query)]
    session.execute(update(Notification).where(*is_due).values(due_at=None))
    return [
        each
        for each in found
        if each.site.has_reader_pages or each.notification.kind not in OF_FOLLOWS
    ]


def mails_of_a_day(
    session: Session, account_ids: Sequence[int], *, now: datetime
) -> dict[int, tuple[int, datetime]]:
    """Return how many mails each account got within a day, and when the latest."""
    rows = session.execute(
        select(
            Notification.account_id,
            func.count(Notification.message_id.distinct()),
            func.max(Notification.mailed_at),
        )
        .where(
            Notification.account_id.in_(account_ids),
            Notification.mailed_at > now - timedelta(days=1),
        )
        .group_by(Notification.account_id)
    )
    return {account_id: (count, at) for account_id, count, at in rows if at}


def threads_mailed(
    session: Session, account_ids: Sequence[int], *, now: datetime
) -> dict[tuple[int, int], datetime]:
    """Return when each account was last mailed about a thread, within the last hour."""
    rows = session.execute(
        select(Notification.account_id, THREAD, func.max(Notification.mailed_at))
        .join(Comment, Comment.id == Notification.comment_id)
        .where(
            Notification.account_id.in_(account_ids),
            Notification.mailed_at > now - FOLDED_FOR,
        )
        .group_by(Notification.account_id, THREAD)
    )
    return {(account_id, thread): at for account_id, thread, at in rows if at}
