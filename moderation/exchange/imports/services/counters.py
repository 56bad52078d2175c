"""Changes the counters above imported comments, in bulk."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import bindparam, or_, update
from sqlalchemy.orm import Session

from moderation.discussion.models import Article, Comment
from moderation.discussion.rules import Status


def add(
    session: Session,
    *,
    parents: Mapping[int, int],
    threads: Mapping[int, int],
    articles: Mapping[int, int],
    concerned: set[int],
) -> None:
    """Add to the counters of comments and articles, and update what is listed.

    :param concerned: more comments whose ``is_listed`` may change.
    """
    for column, counts in (
        (Comment.reply_count, parents),
        (Comment.thread_reply_count, threads),
        (Article.comment_count, articles),
    ):
        if counts:
            table = column.class_.__table__
            session.connection().execute(
                update(table)
                .where(table.c.id == bindparam("number"))
                .values({column.key: table.c[column.key] + bindparam("change")}),
                [{"number": each, "change": counts[each]} for each in sorted(counts)],
            )
    has_something = or_(
        Comment.status == Status.PUBLISHED,
        Comment.reply_count > 0,
        Comment.thread_reply_count > 0,
    )
    session.execute(
        update(Comment)
        .where(Comment.id.in_(sorted({*parents, *threads, *concerned})))
        .values(is_listed=has_something)
        .execution_options(synchronize_session=False)
    )
