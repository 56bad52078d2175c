"""Stores imported recommendations, and takes them back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, tuple_, update
from sqlalchemy.orm import Session

from auth.db.base import Base
from moderation.community.models import Reaction
from moderation.discussion.models import Comment
from moderation.discussion.rules import Status
from moderation.discussion.services import versions
from moderation.exchange.imports.acts.batches import known, record_of
from moderation.exchange.imports.formats.records import ImportedReaction
from moderation.exchange.imports.models import ImportedRecord, ImportRun, RecordKind

Pair = tuple[int, int]


@dataclass(frozen=True)
class ReactionBatch:
    """Some recommendations of a file."""

    reactions: Sequence[ImportedReaction]

    def fresh(
        self, session: Session, run: ImportRun, *, now: datetime
    ) -> dict[str, ImportedReaction]:
        """Return those that are not known yet, by their id."""
        del now
        of = {each.source_id: each for each in self.reactions}
        there = known(session, run, RecordKind.REACTION, of)
        shown = _comments(session, run, self.reactions)
        return {
            key: each
            for key, each in of.items()
            if key not in there and each.comment_id in shown
        }

    def store(
        self,
        session: Session,
        run: ImportRun,
        fresh: Mapping[str, ImportedReaction],
        *,
        accounts: Mapping[str, int],
        now: datetime,
    ) -> Counter[str]:
        """Store those of readers who are still there, on comments of others."""
        comments = _comments(session, run, list(fresh.values()))
        wanted: dict[Pair, ImportedReaction] = {}
        for each in fresh.values():
            reader_id = accounts.get(each.author_id)
            comment_id, author_id = comments[each.comment_id]
            if reader_id and reader_id != author_id:
                wanted.setdefault((comment_id, reader_id), each)
        for pair in _there(session, wanted):
            del wanted[pair]
        rows = [
            {
                "comment_id": comment_id,
                "reader_id": reader_id,
                "created_at": each.at or now,
            }
            for (comment_id, reader_id), each in wanted.items()
        ]
        records = [
            record_of(
                run,
                RecordKind.REACTION,
                each.source_id,
                comment_id=comment_id,
                account_id=reader_id,
            )
            for (comment_id, reader_id), each in wanted.items()
        ]
        if rows:
            session.connection().execute(insert(Reaction), rows)
            session.connection().execute(insert(ImportedRecord), records)
            _count(session, wanted, 1)
        return Counter(recommended=len(rows)) if rows else Counter()


def remove(session: Session, run: ImportRun, records: Sequence[ImportedRecord]) -> int:
    """Take the recommendations of *records* back, and return how many."""
    del run
    pairs = [(each.comment_id, each.account_id) for each in records]
    removed = [
        (row.comment_id, row.reader_id)
        for row in session.execute(
            delete(Reaction)
            .where(tuple_(Reaction.comment_id, Reaction.reader_id).in_(pairs))
            .returning(Reaction.comment_id, Reaction.reader_id)
            .execution_options(synchronize_session=False)
        )
    ]
    _count(session, removed, -1)
    return len(removed)


def _comments(
    session: Session, run: ImportRun, reactions: Sequence[ImportedReaction]
) -> dict[str, Pair]:
    """Return number and author of each published comment, by the id in the source."""
    rows = session.execute(
        select(ImportedRecord.source_id, Comment.id, Comment.author_id)
        .join(Comment, Comment.id == ImportedRecord.comment_id)
        .where(
            ImportedRecord.site_id == run.site_id,
            ImportedRecord.source == run.source,
            ImportedRecord.kind == RecordKind.COMMENT,
            ImportedRecord.source_id.in_({each.comment_id for each in reactions}),
            Comment.status == Status.PUBLISHED,
        )
    )
    return {row.source_id: (row.id, row.author_id) for row in rows}


def _there(session: Session, pairs: Mapping[Pair, Any]) -> list[Pair]:
    rows = session.execute(
        select(Reaction.comment_id, Reaction.reader_id).where(
            tuple_(Reaction.comment_id, Reaction.reader_id).in_(list(pairs))
        )
    )
    return [(row.comment_id, row.reader_id) for row in rows]


def _count(session: Session, pairs: Iterable[Pair], by: int) -> None:
    """Change the counts of comments, and make their pages show them."""
    counts = Counter(comment_id for comment_id, _ in pairs)
    if not counts:
        return
    table = Base.metadata.tables[Comment.__tablename__]
    session.connection().execute(
        update(table)
        .where(table.c.id == bindparam("number"))
        .values(reaction_count=table.c.reaction_count + bindparam("change")),
        [{"number": each, "change": by * n} for each, n in sorted(counts.items())],
    )
    articles = select(Comment.article_id).where(Comment.id.in_(counts)).distinct()
    versions.raise_for(session, session.scalars(articles).all())
