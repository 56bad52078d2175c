"""Stores batches of imported comments, with everything that depends on them.

No event is recorded: nobody is notified, and no mail leaves. The history of each
comment names the import as the cause of its status.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from auth.db.base import Base
from moderation.discussion import text as texts
from moderation.discussion.models import Comment, Revision, StatusChange
from moderation.discussion.rules import Cause, Status, path_below
from moderation.discussion.services import versions
from moderation.exchange.imports.formats.records import ImportedState
from moderation.exchange.imports.models import (
    BY_MACHINE,
    BY_PERSON,
    ImportedRecord,
    ImportRun,
    RecordKind,
)
from moderation.exchange.imports.services import counters, numbers, revisions
from moderation.exchange.imports.services.new_comments import NewComment, prepared
from moderation.exchange.imports.staging import StagedComment
from moderation.policy.rules import CauseKind, VerdictCause, VerdictKind
from moderation.review.items.rules import Reason
from moderation.review.items.services import items

WAITS = VerdictCause(CauseKind.RULE, rule="imported", level=VerdictKind.HOLD)
REPORTED = VerdictCause(CauseKind.REPORT, rule="report")

REASONS = frozenset(Reason)
DECIDED = {ImportedState.APPROVED: True, ImportedState.REJECTED: False}
"""Whether the decision behind a state was an approval."""


@dataclass(frozen=True)
class Parent:
    """What a reply needs to know of the comment that it answers."""

    id: int
    article_id: int
    thread_id: int
    depth: int
    path: str


def known(
    session: Session, run: ImportRun, source_ids: Sequence[str]
) -> dict[str, int | None]:
    """Return those of *source_ids* that were imported before, with their comment."""
    rows = session.execute(
        select(ImportedRecord.source_id, ImportedRecord.comment_id).where(
            ImportedRecord.site_id == run.site_id,
            ImportedRecord.source == run.source,
            ImportedRecord.kind == RecordKind.COMMENT,
            ImportedRecord.source_id.in_(source_ids),
        )
    )
    return {row.source_id: row.comment_id for row in rows}


def store(
    session: Session,
    comments: Sequence[StagedComment],
    *,
    run: ImportRun,
    read: Mapping[str, texts.CommentText],
    articles: Mapping[str, int],
    accounts: Mapping[str, int],
    nobody_id: int,
    opens_reported: bool,
    now: datetime,
) -> Counter[str]:
    """Store comments that are not known yet, parents before their replies.

    :param read: the text of each comment, see :func:`read_text`.
    :param articles: the article of each thread; a comment of another is left out.
    :param accounts: the account of each author. A comment of somebody who was erased
        here becomes a placeholder.
    :param opens_reported: whether published comments that readers there reported, and
        nobody decided on, wait for a person here.
    :returns: how many were stored, by status.
    """
    new = [
        prepared(
            comment,
            read[comment.source_id],
            articles[comment.thread_id],
            accounts.get(comment.author_id),
            nobody_id,
        )
        for comment in comments
        if comment.thread_id in articles
    ]
    if not new:
        return Counter()
    ids = numbers.reserve(session, Comment, len(new))
    _place(new, ids, _parents(session, run, comments))
    rows_of_revisions = revisions.revisions(session, new)
    above = _count(new)
    tables: tuple[tuple[type[Base], list[dict[str, Any]]], ...] = (
        (Comment, [each.values for each in new]),
        (Revision, rows_of_revisions),
        (StatusChange, [_history(each, run, now) for each in new]),
        (ImportedRecord, [_record(each, run) for each in new]),
    )
    for table, rows in tables:
        session.connection().execute(insert(table), rows)
    counters.add(session, **above, concerned=set())
    versions.raise_for(session, {each.values["article_id"] for each in new})
    _open_items(session, new, opens_reported=opens_reported, now=now)
    return Counter(each.status.value for each in new)


def _parents(
    session: Session, run: ImportRun, comments: Sequence[StagedComment]
) -> dict[str, Parent]:
    """Return the parents that earlier batches stored, by their id in the source."""
    wanted = {each.parent_id for each in comments} - {""}
    above = {number: key for key, number in known(session, run, [*wanted]).items()}
    rows = session.execute(
        select(
            Comment.id,
            Comment.article_id,
            Comment.thread_id,
            Comment.depth,
            Comment.path,
        ).where(Comment.id.in_([number for number in above if number]))
    )
    return {
        above[row.id]: Parent(
            row.id, row.article_id, row.thread_id or row.id, row.depth, row.path
        )
        for row in rows
    }


def _place(
    new: Sequence[NewComment],
    ids: Sequence[int],
    parents: dict[str, Parent],
) -> None:
    """Give each comment its place below its parent.

    A reply whose parent is missing or under another article becomes a thread.
    """
    for each, number in zip(new, ids, strict=True):
        article_id = each.values["article_id"]
        parent = parents.get(each.source.parent_id)
        if parent is not None and parent.article_id != article_id:
            parent = None
        own = Parent(
            id=number,
            article_id=article_id,
            thread_id=parent.thread_id if parent else number,
            depth=parent.depth + 1 if parent else 0,
            path=path_below(parent.path, parent.depth, number) if parent else "",
        )
        parents[each.source.source_id] = own
        each.values |= {
            "id": number,
            "parent_id": parent.id if parent else None,
            "thread_id": own.thread_id,
            "depth": own.depth,
            "path": own.path,
        }


def _history(each: NewComment, run: ImportRun, now: datetime) -> dict[str, Any]:
    is_spam = each.source.state is ImportedState.SPAM
    why = Reason.SPAM.value if is_spam else each.source.reason
    reason = {"reason": why} if why in REASONS else {}
    return {
        "comment_id": each.values["id"],
        "revision_id": each.values["latest_revision_id"],
        "at": now,
        "from_status": None,
        "to_status": each.status,
        "cause": Cause.IMPORTED,
        "detail": {"source": run.source, "state": each.source.state.value}
        | reason
        | _judged(each.source),
    }


def _judged(comment: StagedComment) -> dict[str, Any]:
    """Return who decided on a comment there and when, and how many reported it."""
    found: dict[str, Any] = {"reports": comment.reports} if comment.reports else {}
    decision = comment.decision
    if decision is None or DECIDED.get(comment.state) is not decision.is_approval:
        return found
    found["judge"] = BY_PERSON if decision.by_person else BY_MACHINE
    return found | (
        {"decided_at": decision.at.isoformat()} if decision.at is not None else {}
    )


def _record(each: NewComment, run: ImportRun) -> dict[str, Any]:
    return {
        "run_id": run.id,
        "site_id": run.site_id,
        "source": run.source,
        "kind": RecordKind.COMMENT,
        "source_id": each.source.source_id,
        "is_new": True,
        "comment_id": each.values["id"],
    }


def _count(new: Sequence[NewComment]) -> dict[str, Counter[int]]:
    """Count the published ones in the rows above them.

    :returns: what to add to rows that earlier batches stored.
    """
    of = {each.values["id"]: each.values for each in new}
    above: dict[str, Counter[int]] = {
        "parents": Counter(),
        "threads": Counter(),
        "articles": Counter(),
    }
    for each in new:
        if each.status is not Status.PUBLISHED:
            continue
        above["articles"][each.values["article_id"]] += 1
        if each.values["parent_id"] is None:
            continue
        for kind, name in (("parent", "reply_count"), ("thread", "thread_reply_count")):
            number = each.values[f"{kind}_id"]
            if number in of:
                of[number][name] += 1
                of[number]["is_listed"] = True
            else:
                above[f"{kind}s"][number] += 1
    return above


def _open_items(
    session: Session,
    new: Sequence[NewComment],
    *,
    opens_reported: bool,
    now: datetime,
) -> None:
    """Open a review item for each comment that waited for a person."""
    for each in new:
        if causes := _causes(each, opens_reported=opens_reported):
            items.open_item(
                session,
                comment=session.get_one(Comment, each.values["id"]),
                revision=session.get_one(Revision, each.values["latest_revision_id"]),
                causes=causes,
                now=now,
            )


def _causes(each: NewComment, *, opens_reported: bool) -> list[VerdictCause]:
    reported = [REPORTED] if each.source.reports else []
    if each.status is Status.HELD:
        return [WAITS, *reported]
    is_open = each.source.state is ImportedState.PUBLISHED and opens_reported
    return reported if is_open and each.status is Status.PUBLISHED else []
