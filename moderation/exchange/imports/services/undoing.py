"""Takes an import back, except for what somebody has answered or changed since."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from auth.core.models import Account
from auth.core.naming.names import IMPORTED
from auth.db.upserts import is_accepted, take_turn
from moderation.discussion.models import Article, Comment, Revision, StatusChange
from moderation.discussion.rules import Cause, ScoringState, Status
from moderation.discussion.services import versions
from moderation.exchange.imports.acts import reactions, sanctions
from moderation.exchange.imports.models import ImportedRecord, ImportRun, RecordKind
from moderation.exchange.imports.services import counters
from moderation.review.items.models import Decision, Report
from moderation.review.reports.visitor_report_models import VisitorReport

AT_ONCE = 500


def remove_comments(
    session: Session, run_id: int, *, before: int | None
) -> tuple[int, int | None]:
    """Remove some comments of a run, the newest first, so replies before parents.

    :param before: the key that the previous call returned.
    :returns: how many were removed, and the key of the next call.
    """
    take_turn(session, "import")
    records = _some(session, run_id, RecordKind.COMMENT, before)
    if not records:
        return 0, None
    removed = _removable(session, [each.comment_id or 0 for each in records])
    _subtract(session, removed)
    session.execute(delete(Comment).where(Comment.id.in_(removed)))
    _forget(session, [each.id for each in records if each.comment_id in removed])
    return len(removed), records[-1].id


def remove_reactions(
    session: Session, run_id: int, *, before: int | None
) -> tuple[int, int | None]:
    """Take some of the recommendations of a run back."""
    return _take_back(session, run_id, RecordKind.REACTION, reactions.remove, before)


def remove_sanctions(
    session: Session, run_id: int, *, before: int | None
) -> tuple[int, int | None]:
    """Take some of the sanctions of a run back, unless somebody lifted them here."""
    return _take_back(session, run_id, RecordKind.SANCTION, sanctions.remove, before)


def remove_authors(
    session: Session, run_id: int, *, before: int | None
) -> tuple[int, int | None]:
    """Remove some of the accounts that a run created and that have no comment left.

    The parameters and the result are those of :func:`remove_comments`.
    """
    has_comments = select(Comment.id).where(Comment.author_id == Account.id).exists()
    is_unclaimed = Account.name_canonical.startswith(IMPORTED, autoescape=True)
    condition = ~has_comments & is_unclaimed
    return _remove(session, run_id, RecordKind.AUTHOR, Account, condition, before)


def remove_articles(
    session: Session, run_id: int, *, before: int | None
) -> tuple[int, int | None]:
    """Remove some of the articles that a run created and that are closed and empty.

    The parameters and the result are those of :func:`remove_comments`.
    """
    has_comments = select(Comment.id).where(Comment.article_id == Article.id).exists()
    is_closed = Article.closed_at.is_not(None)
    condition = ~has_comments & is_closed
    return _remove(session, run_id, RecordKind.ARTICLE, Article, condition, before)


def count_comments(session: Session, run_id: int) -> int:
    """Return how many comments of a run are here: after an undo, those that stayed."""
    query = select(func.count()).where(
        ImportedRecord.run_id == run_id,
        ImportedRecord.kind == RecordKind.COMMENT,
        ImportedRecord.comment_id.is_not(None),
    )
    return session.scalar(query) or 0


def forget_identifiers(session: Session, run_id: int) -> None:
    """Forget the names of articles that are gone."""
    session.execute(
        delete(ImportedRecord).where(
            ImportedRecord.run_id == run_id,
            ImportedRecord.kind == RecordKind.IDENTIFIER,
            ImportedRecord.article_id.is_(None),
        )
    )


def _take_back(
    session: Session,
    run_id: int,
    kind: RecordKind,
    remove: Callable[[Session, ImportRun, Sequence[ImportedRecord]], int],
    before: int | None,
) -> tuple[int, int | None]:
    records = _some(session, run_id, kind, before)
    if not records:
        return 0, None
    removed = remove(session, session.get_one(ImportRun, run_id), records)
    last = records[-1].id
    _forget(session, [each.id for each in records])
    return removed, last


def _some(
    session: Session, run_id: int, kind: RecordKind, before: int | None
) -> Sequence[ImportedRecord]:
    query = (
        select(ImportedRecord)
        .where(ImportedRecord.run_id == run_id, ImportedRecord.kind == kind)
        .order_by(ImportedRecord.id.desc())
        .limit(AT_ONCE)
    )
    if before is not None:
        query = query.where(ImportedRecord.id < before)
    return session.scalars(query).all()


def _removable(session: Session, ids: Sequence[int]) -> set[int]:
    """Return those of *ids*, replies first, that nobody touched or answered."""
    touched = _touched(session, ids)
    replies: dict[int, set[int]] = {}
    rows = session.execute(
        select(Comment.parent_id, Comment.id).where(Comment.parent_id.in_(ids))
    )
    for parent_id, number in rows:
        replies.setdefault(parent_id or 0, set()).add(number)
    removed: set[int] = set()
    for number in ids:
        if number not in touched and replies.get(number, set()) <= removed:
            removed.add(number)
    return removed


def _touched(session: Session, ids: Sequence[int]) -> set[int]:
    """Return those of *ids* that were edited, decided, reported or moved here."""
    found: set[int] = set()
    for table, condition in (
        (Revision, Revision.scoring_state != ScoringState.IMPORTED),
        (Decision, None),
        (Report, None),
        (VisitorReport, None),
        (StatusChange, StatusChange.cause != Cause.IMPORTED),
    ):
        query = select(table.comment_id).where(table.comment_id.in_(ids))
        if condition is not None:
            query = query.where(condition)
        found |= set(session.scalars(query))
    return found


def _subtract(session: Session, removed: Collection[int]) -> None:
    """Subtract published comments from the counters above them."""
    rows = session.execute(
        select(Comment.parent_id, Comment.thread_id, Comment.article_id).where(
            Comment.id.in_(removed), Comment.status == Status.PUBLISHED
        )
    ).all()
    versions.raise_for(session, {row.article_id for row in rows})
    replies = [row for row in rows if row.parent_id is not None]
    counters.add(
        session,
        parents=_negative(row.parent_id for row in replies),
        threads=_negative(row.thread_id for row in replies),
        articles=_negative(row.article_id for row in rows),
        concerned=set(),
    )


def _negative(numbers: Iterable[int]) -> dict[int, int]:
    return {number: -count for number, count in Counter(numbers).items()}


def _remove(
    session: Session,
    run_id: int,
    kind: RecordKind,
    table: type[Account] | type[Article],
    condition: ColumnElement[bool],
    before: int | None,
) -> tuple[int, int | None]:
    """Remove the rows of *table* that a run created, unless others refer to them."""
    records = _some(session, run_id, kind, before)
    if not records:
        return 0, None
    column = "account_id" if kind is RecordKind.AUTHOR else "article_id"
    of = {getattr(each, column): each.id for each in records if each.is_new}
    removed = []
    for number in session.scalars(
        select(table.id).where(table.id.in_(of), condition)
    ).all():
        gone = delete(table).where(table.id == number)
        if is_accepted(session, lambda gone=gone: session.execute(gone)):  # type: ignore[misc]
            removed.append(of[number])
    _forget(session, removed)
    return len(removed), records[-1].id


def _forget(session: Session, record_ids: Sequence[int]) -> None:
    session.execute(delete(ImportedRecord).where(ImportedRecord.id.in_(record_ids)))
