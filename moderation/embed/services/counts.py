"""How many comments articles have, for pages that list them.

Several articles can have one URL, because the pages of a frame add them: then it has
the comments of all of them.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from moderation.discussion.models import Article


def by_key(session: Session, keys: Collection[str], *, site_id: int) -> dict[str, int]:
    """Return the number of published comments of each key; 0 for an unknown one."""
    return _counted(session, Article.key, keys, site_id)


def by_url(session: Session, urls: Collection[str], *, site_id: int) -> dict[str, int]:
    """Return the same by the URL of the story."""
    return _counted(session, Article.url, urls, site_id)


def _counted(
    session: Session, column: object, asked: Collection[str], site_id: int
) -> dict[str, int]:
    found = dict.fromkeys(asked, 0)
    if not found:
        return found
    rows = session.execute(
        select(column, func.sum(Article.comment_count))  # type: ignore[call-overload]
        .where(
            Article.site_id == site_id,
            column.in_(list(found)),  # type: ignore[attr-defined]
        )
        .group_by(column)
    )
    return found | {asked_for: int(count) for asked_for, count in rows}
