"""What is told when something happens. See moderation/event_table.py."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from moderation.community.events import AccountErased
from moderation.discussion.events import (
    ArticleClosed,
    ArticleOpened,
    CommentErased,
    StatusChanged,
)
from moderation.discussion.models import Article, Comment, StatusChange
from moderation.discussion.rules import Cause, Status
from moderation.exchange.webhooks.rules import MessageType
from moderation.exchange.webhooks.services import messages
from moderation.notifications.events import StaffAlerted
from moderation.notifications.rules import Trouble
from moderation.policy.events import VerdictReached
from moderation.policy.rules import VerdictKind
from moderation.review.appeals.events import AppealAnswered, AppealOpened
from moderation.review.appeals.services import hold_appeals
from moderation.review.items.events import DecisionMade
from moderation.review.items.rules import Action
from moderation.review.reports.events import CommentReported
from moderation.review.sanctions.events import SanctionBegun
from moderation.review.sanctions.rules import SanctionKind

OF_SANCTION = {
    SanctionKind.SUSPEND: MessageType.READER_SUSPENDED,
    SanctionKind.BAN: MessageType.READER_BANNED,
}

OF_TROUBLE = {
    Trouble.QUEUE: MessageType.QUEUE_OVERDUE,
    Trouble.APPEAL: MessageType.APPEAL_OVERDUE,
    Trouble.BAN: MessageType.BAN_OVERDUE,
    Trouble.CLASSIFIER: MessageType.CLASSIFIER_UNAVAILABLE,
}


def status_changed(session: Session, event: StatusChanged) -> None:
    """Tell of a comment's new status, and that its discussion looks different."""
    if not messages.is_anybody_told(session):
        return
    comment = session.get_one(Comment, event.comment_id)
    kind = type_of(event, comment)
    if kind is not None:
        _tell_of_comment(session, kind, comment, event.at, version=event.change_id)
    if event.is_visible:
        article = session.get_one(Article, comment.article_id)
        _tell_of_article(
            session,
            MessageType.ARTICLE_DISCUSSION_CHANGED,
            article,
            event.at,
            version=event.change_id,
            collapses_as=f"article:{article.id}",
        )


def type_of(event: StatusChanged, comment: Comment) -> MessageType | None:
    """Return the type of the message about a change; ``None`` if it tells nothing.

    A comment exists for others once its author has confirmed the address.
    """
    before, after = event.before, event.after
    if after is Status.AWAITING_AUTHOR:
        return None
    if before in (None, Status.AWAITING_AUTHOR) and after is not Status.DELETED:
        return MessageType.COMMENT_CREATED
    if event.cause is Cause.EDITED:
        return MessageType.COMMENT_EDITED
    if before is after:
        return MessageType.COMMENT_PUBLISHED if event.is_visible else None
    if after is Status.PUBLISHED:
        was_seen = comment.published_at is not None and comment.published_at < event.at
        return (
            MessageType.COMMENT_RESTORED if was_seen else MessageType.COMMENT_PUBLISHED
        )
    return {
        Status.HELD: MessageType.COMMENT_HELD,
        Status.REJECTED: MessageType.COMMENT_REJECTED,
        Status.DELETED: MessageType.COMMENT_REMOVED_BY_AUTHOR,
    }.get(after)


def verdict_reached(session: Session, event: VerdictReached) -> None:
    """Tell that the classifier flagged a comment that readers see."""
    if event.kind is VerdictKind.FLAG and messages.is_anybody_told(session):
        comment = session.get_one(Comment, event.comment_id)
        _tell_of_comment(session, MessageType.COMMENT_FLAGGED, comment, event.at)


def comment_reported(session: Session, event: CommentReported) -> None:
    """Tell of a report, but not by whom or why."""
    if messages.is_anybody_told(session):
        comment = session.get_one(Comment, event.comment_id)
        _tell_of_comment(session, MessageType.COMMENT_REPORTED, comment, event.at)


def decision_made(session: Session, event: DecisionMade) -> None:
    """Tell that the author of a rejected comment got a statement of reasons.

    A decision also answers an appeal against the hold of the comment.
    """
    if not messages.is_anybody_told(session):
        return
    comment = session.get_one(Comment, event.comment_id)
    if event.action is Action.REJECT:
        _tell_of_comment(session, MessageType.STATEMENT_ISSUED, comment, event.at)
    if hold_appeals.among(session, [event.item_id]):
        _tell_of_comment(session, MessageType.APPEAL_DECIDED, comment, event.at)


def comment_erased(session: Session, event: CommentErased) -> None:
    """Tell that every copy of a comment has to be deleted."""
    if messages.is_anybody_told(session):
        comment = session.get_one(Comment, event.comment_id)
        _tell_of_comment(session, MessageType.COMMENT_ERASED, comment, event.at)


def account_erased(session: Session, event: AccountErased) -> None:
    """Tell that every copy of a reader's data has to be deleted."""
    _tell_of_reader(
        session, MessageType.READER_ERASED, event.account_id, None, event.at
    )


def sanction_begun(session: Session, event: SanctionBegun) -> None:
    """Tell of a suspension or a ban, and of the statement of reasons."""
    kind = OF_SANCTION.get(event.kind)
    for each in (kind, MessageType.STATEMENT_ISSUED):
        if each is not None:
            _tell_of_reader(session, each, event.account_id, event.site_id, event.at)


def appeal_opened(session: Session, event: AppealOpened) -> None:
    """Tell that an author has appealed."""
    _tell_of_appeal(session, MessageType.APPEAL_CREATED, event)


def appeal_answered(session: Session, event: AppealAnswered) -> None:
    """Tell that another person has answered an appeal."""
    _tell_of_appeal(session, MessageType.APPEAL_DECIDED, event)


def article_opened(session: Session, event: ArticleOpened) -> None:
    """Tell that an article takes comments."""
    if messages.is_anybody_told(session):
        article = session.get_one(Article, event.article_id)
        _tell_of_article(session, MessageType.ARTICLE_OPENED, article, event.at)


def article_closed(session: Session, event: ArticleClosed) -> None:
    """Tell that an article takes no more comments."""
    if messages.is_anybody_told(session):
        article = session.get_one(Article, event.article_id)
        _tell_of_article(session, MessageType.ARTICLE_CLOSED, article, event.at)


def staff_alerted(session: Session, event: StaffAlerted) -> None:
    """Tell that something waits too long for a person or the classifier."""
    data = {
        "id": None,
        "version": None,
        "article_key": None,
        "url": "/queue",
        "count": event.count,
        "since": event.since.isoformat().replace("+00:00", "Z"),
    }
    kind = OF_TROUBLE[event.trouble]
    messages.queue(session, kind, data, site_id=event.site_id, now=event.at)


def _tell_of_comment(
    session: Session,
    kind: MessageType,
    comment: Comment,
    at: datetime,
    *,
    version: int | None = None,
) -> None:
    article = session.get_one(Article, comment.article_id)
    data = {
        "id": comment.id,
        "version": version or _version(session, comment.id),
        "article_key": article.key,
        "url": f"/comments/{comment.id}",
        "status": comment.status.value,
    }
    messages.queue(session, kind, data, site_id=article.site_id, now=at)


def _version(session: Session, comment_id: int) -> int:
    """Return the number of the comment's newest change of status."""
    newest = select(func.max(StatusChange.id)).where(
        StatusChange.comment_id == comment_id
    )
    return session.scalar(newest) or 0


def _tell_of_article(
    session: Session,
    kind: MessageType,
    article: Article,
    at: datetime,
    *,
    version: int | None = None,
    collapses_as: str | None = None,
) -> None:
    data = {
        "id": article.id,
        "version": version,
        "article_key": article.key,
        "url": article.story_url or f"/articles/{article.key}",
    }
    messages.queue(
        session,
        kind,
        data,
        site_id=article.site_id,
        now=at,
        collapses_as=collapses_as,
    )


def _tell_of_reader(
    session: Session,
    kind: MessageType,
    account_id: int,
    site_id: int | None,
    at: datetime,
) -> None:
    data: dict[str, Any] = {
        "id": account_id,
        "version": None,
        "article_key": None,
        "url": None,
    }
    messages.queue(session, kind, data, site_id=site_id, now=at)


def _tell_of_appeal(
    session: Session, kind: MessageType, event: AppealOpened | AppealAnswered
) -> None:
    if not messages.is_anybody_told(session):
        return
    if event.comment_id is None:
        _tell_of_reader(session, kind, event.account_id, event.site_id, event.at)
        return
    comment = session.get_one(Comment, event.comment_id)
    _tell_of_comment(session, kind, comment, event.at)
