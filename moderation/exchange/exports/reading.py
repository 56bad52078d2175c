"""Reads a site's comments in batches, the oldest first, with what belongs to them.

Each batch is a transaction of its own. So an export of millions holds neither memory
nor a transaction, and comments that are written in the meantime may be in it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select, tuple_
from sqlalchemy.orm import Session

from auth.core.models import Account, Site
from auth.db.database import Database
from auth.sites.lookup import origin_of
from moderation.discussion.models import Article, Comment, Revision, StatusChange
from moderation.discussion.rules import Cause, Status
from moderation.discussion.text import with_origin
from moderation.exchange.exports.rows import (
    EarlierText,
    ExportedComment,
    ExportedPerson,
    id_of,
    state_of,
)
from moderation.exchange.imports.models import ImportedRecord, RecordKind
from moderation.review.items.models import Decision
from moderation.review.items.rules import Action

AT_ONCE = 500
OWN = "ceasefire"
"""The source of imports from an export of ours."""

Place = tuple[datetime, int]


def comments(
    database: Database, *, site_id: int, base_url: str, with_addresses: bool = False
) -> Iterator[ExportedComment]:
    """Yield the comments of a site by time, those of one moment by exported id.

    :param base_url: the origin of a newsroom's only site, for links in texts.
    """
    found = _all(database, site_id, base_url, with_addresses=with_addresses)
    for _, same in groupby(found, key=lambda each: each.created_at):
        yield from sorted(same, key=lambda each: each.id)


def _all(
    database: Database, site_id: int, base_url: str, *, with_addresses: bool
) -> Iterator[ExportedComment]:
    place: Place | None = None
    while True:
        with database.unit_of_work(write=False) as work:
            rows = _rows(work.session, site_id, place)
            site = work.session.get_one(Site, site_id)
            origin = origin_of(work.session, site, base_url=base_url)
            batch = _exported(work.session, rows, origin, with_addresses=with_addresses)
            work.session.expunge_all()
        yield from batch
        if not rows:
            return
        place = (rows[-1].Comment.created_at, rows[-1].Comment.id)


def _rows(session: Session, site_id: int, after: Place | None) -> Sequence[Any]:
    key = tuple_(Comment.created_at, Comment.id)
    later: ColumnElement[bool] = key > after if after else Comment.id > 0
    query = (
        select(Comment, Article, Account)
        .join(Article, Article.id == Comment.article_id)
        .join(Account, Account.id == Comment.author_id)
        .where(
            Article.site_id == site_id, Comment.status != Status.AWAITING_AUTHOR, later
        )
        .order_by(Comment.created_at, Comment.id)
        .limit(AT_ONCE)
    )
    return session.execute(query).all()


def _exported(
    session: Session, rows: Sequence[Row[Any]], origin: str, *, with_addresses: bool
) -> list[ExportedComment]:
    ids = [row.Comment.id for row in rows]
    texts, decided = _texts(session, ids), _decisions(session, ids)
    imported = _imported(session, ids)
    known = _source_ids(session, {*ids, *(row.Comment.parent_id or 0 for row in rows)})
    addresses = _addresses(session, rows) if with_addresses else {}
    return [
        _one(
            row,
            texts,
            decided,
            imported,
            known,
            addresses.get(row.Account.id, ""),
            origin,
        )
        for row in rows
    ]


def _one(
    row: Row[Any],
    texts: dict[int, list[Revision]],
    decided: dict[int, Decision],
    imported: dict[int, dict[str, Any]],
    known: dict[int, str],
    address: str,
    origin: str,
) -> ExportedComment:
    comment: Comment = row.Comment
    detail = imported.get(comment.id, {})
    decision = decided.get(comment.id)
    above = comment.parent_id
    is_gone = comment.status is Status.DELETED
    *earlier, newest = texts.get(comment.id) or [Revision(text="", html="")]
    reason = decision.reason if decision else detail.get("reason")
    return ExportedComment(
        id=id_of(comment.id, known.get(comment.id)),
        parent_id=id_of(above, known.get(above)) if above else "",
        article=row.Article,
        author=None if is_gone else _person(row.Account, address),
        state=state_of(
            comment.status,
            decision.action if decision else None,
            str(detail.get("state", "")),
        ),
        reason=str(reason or "") if comment.status is Status.REJECTED else "",
        text="" if is_gone else newest.text,
        html="" if is_gone else with_origin(newest.html, origin),
        created_at=comment.created_at,
        edited_at=None if is_gone else comment.edited_at,
        earlier=()
        if is_gone
        else tuple(EarlierText(each.text, each.created_at) for each in earlier),
    )


def _person(account: Account, address: str) -> ExportedPerson:
    return ExportedPerson(account.id, account.display_name, address)


def _texts(session: Session, ids: Sequence[int]) -> dict[int, list[Revision]]:
    found: dict[int, list[Revision]] = defaultdict(list)
    for each in session.scalars(
        select(Revision)
        .where(Revision.comment_id.in_(ids))
        .order_by(Revision.comment_id, Revision.number)
    ):
        found[each.comment_id].append(each)
    return found


def _decisions(session: Session, ids: Sequence[int]) -> dict[int, Decision]:
    """Return the last decision on each comment."""
    rows = session.scalars(
        select(Decision)
        .where(
            Decision.comment_id.in_(ids),
            Decision.undone_at.is_(None),
            Decision.action.in_([Action.APPROVE, Action.REJECT]),
        )
        .order_by(Decision.id)
    )
    return {each.comment_id: each for each in rows}


def _imported(session: Session, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Return what the history says of the import of each comment."""
    rows = session.execute(
        select(StatusChange.comment_id, StatusChange.detail).where(
            StatusChange.comment_id.in_(ids), StatusChange.cause == Cause.IMPORTED
        )
    )
    return {row.comment_id: row.detail for row in rows}


def _source_ids(session: Session, ids: set[int]) -> dict[int, str]:
    """Return the ids that comments had in the export that they were imported from."""
    rows = session.execute(
        select(ImportedRecord.comment_id, ImportedRecord.source_id).where(
            ImportedRecord.comment_id.in_(ids),
            ImportedRecord.kind == RecordKind.COMMENT,
            ImportedRecord.source == OWN,
        )
    )
    return {row.comment_id: row.source_id for row in rows}


def _addresses(session: Session, rows: Sequence[Row[Any]]) -> dict[int, str]:
    """Return the confirmed address of each author, or the one that an import kept."""
    accounts = {row.Account.id: row.Account for row in rows}
    kept = session.execute(
        select(ImportedRecord.account_id, func.max(ImportedRecord.email))
        .where(ImportedRecord.account_id.in_(accounts))
        .group_by(ImportedRecord.account_id)
    )
    found = {account_id: email for account_id, email in kept if account_id}
    for number, account in accounts.items():
        if account.email and account.email_verified_at:
            found[number] = account.email
    return found
