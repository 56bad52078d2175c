"""Reads an author's record, on which sanctions are based."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from auth.core.errors import NotFoundError
from auth.core.models import Account
from auth.core.translation import gettext as _
from moderation.discussion.models import Article, Comment
from moderation.discussion.rules import Status
from moderation.discussion.services import search
from moderation.review.authors.note_models import AccountNote
from moderation.review.authors.services import clearing, notes
from moderation.review.items.models import Decision, Report
from moderation.review.items.queue_views import DeskContext
from moderation.review.items.rules import Action
from moderation.review.items.services import section_access
from moderation.review.queue.services import comment_search
from moderation.review.queue.services.comment_search import FoundComment
from moderation.review.sanctions.models import Sanction
from moderation.review.sanctions.services import sanctions_in_force


@dataclass(frozen=True)
class AuthorRecord:
    """An author's counts, sanctions and notes, and a page of the comments."""

    account: Account
    counts: dict[Status, int]
    reported: int
    written: list[FoundComment]
    next_before: int | None
    sanctions: Sequence[Sanction]
    notes: Sequence[tuple[AccountNote, str | None]]
    waiting: int
    """The number of waiting comments that a sanction could reject as well."""

    @property
    def rejections(self) -> list[tuple[Decision, str]]:
        """The rejections on this page, with the beginnings of the texts."""
        return [
            (row.decision, f"{row.revision.plain_text[:60]} …")
            for row in self.written
            if row.decision and row.decision.action is Action.REJECT
        ]


def record_of(
    session: Session,
    *,
    context: DeskContext,
    account_id: int,
    before: int | None = None,
) -> AuthorRecord:
    """Return an author's record within the sections of the moderator's role.

    :param before: the key that the previous page of comments returned.
    :raises NotFoundError: if they never wrote there.
    """
    account = session.get(Account, account_id)
    counts = _counts(session, account_id, context)
    if account is None or not counts:
        raise NotFoundError(_("There is no such author here."))
    found = search.find(
        session,
        site_id=context.site_id,
        wanted=search.CommentQuery(author_id=account_id, before=before),
    )
    return AuthorRecord(
        account=account,
        counts=counts,
        reported=_reported(session, account_id, context),
        written=comment_search.found_comments(session, context=context, ids=found.ids),
        next_before=found.next_before,
        sanctions=sanctions_in_force.all_of(session, account_id=account_id),
        notes=notes.of(session, context=context, account_id=account_id),
        waiting=len(clearing.waiting(session, context=context, account_id=account_id)),
    )


def _reported(session: Session, account_id: int, context: DeskContext) -> int:
    """Count the reports against the author, without the moderator's own."""
    reported = (
        select(func.count())
        .select_from(Report)
        .join(Comment, Comment.id == Report.comment_id)
        .join(Article, Article.id == Comment.article_id)
        .where(
            Comment.author_id == account_id,
            section_access.within(context, Article.site_id, Article.section),
            func.coalesce(Report.reporter_id, 0) != context.moderator_id,
        )
    )
    return session.scalar(reported) or 0


def _counts(
    session: Session, account_id: int, context: DeskContext
) -> dict[Status, int]:
    rows = session.execute(
        select(Comment.status, func.count())
        .join(Article, Article.id == Comment.article_id)
        .where(
            Comment.author_id == account_id,
            section_access.within(context, Article.site_id, Article.section),
        )
        .group_by(Comment.status)
    )
    return {status: count for status, count in rows}  # noqa: C416  A row is no pair to the type checker.
