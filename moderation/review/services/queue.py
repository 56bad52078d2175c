"""Reading the queue: what waits, in order of expected harm, with all a card needs."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, select, text, tuple_
from sqlalchemy.orm import Session, aliased

from auth.errors import InvalidError, NotFoundError
from auth.models import Account
from moderation.discussion.models import Article, Comment, Revision
from moderation.discussion.rules import Status
from moderation.review.models import Decision, ReviewCause, ReviewItem

CARDS_A_PAGE = 20
COUNTED_TO = 1_000
OPEN = text("review_item.closed_at IS NULL")


@dataclass(frozen=True)
class Record:
    """What became of an author's comments so far."""

    published: int = 0
    rejected: int = 0


@dataclass
class Card:
    """One item of the queue with everything that a moderator decides on."""

    item: ReviewItem
    status: Status
    revision: Revision
    article: Article
    author: Account
    claimed_by: str | None
    parent_html: str | None
    parent_name: str | None
    causes: list[ReviewCause] = field(default_factory=list)
    record: Record = field(default_factory=Record)


@dataclass(frozen=True)
class QueuePage:
    """A page of cards, the key of the next, and how many wait (capped)."""

    cards: list[Card]
    next_key: str | None
    waiting: int


def page(
    session: Session,
    *,
    site_id: int,
    after: str | None = None,
    item_id: int | None = None,
) -> QueuePage:
    """Return a page of open items, the most urgent first.

    :param after: the ``next_key`` of the page before.
    :param item_id: only this item, wherever it stands.
    :raises InvalidError: if *after* is no such key.
    """
    query = (
        select(ReviewItem.id, ReviewItem.rank)
        .where(ReviewItem.site_id == site_id, OPEN)
        .order_by(ReviewItem.rank.desc(), ReviewItem.id.desc())
        .limit(CARDS_A_PAGE + 1)
    )
    if item_id is not None:
        query = query.where(ReviewItem.id == item_id)
    if after:
        place = tuple_(ReviewItem.rank, ReviewItem.id)
        query = query.where(place < tuple_(*_place(after)))
    rows = session.execute(query).all()
    shown = rows[:CARDS_A_PAGE]
    next_key = f"{shown[-1].rank!r}_{shown[-1].id}" if len(rows) > len(shown) else None
    ids = [row.id for row in shown]
    return QueuePage(cards(session, ids), next_key, waiting(session, site_id=site_id))


def refuse_foreign(session: Session, *, item_id: int, site_id: int) -> None:
    """Refuse an item of another publication.

    :raises NotFoundError: as if there were none.
    """
    item = session.get(ReviewItem, item_id)
    if item is None or item.site_id != site_id:
        raise NotFoundError("There is no such item in the queue.")


def waiting(session: Session, *, site_id: int) -> int:
    """Return how many items wait, counted no further than :data:`COUNTED_TO`."""
    counted = (
        select(ReviewItem.id)
        .where(ReviewItem.site_id == site_id, OPEN)
        .limit(COUNTED_TO)
        .subquery()
    )
    return session.scalar(select(func.count()).select_from(counted)) or 0


def cards(session: Session, ids: Sequence[int]) -> list[Card]:
    """Return the cards of the items *ids*, in that order, in a few statements."""
    found = {card.item.id: card for card in _cards(session, ids)}
    for cause in session.scalars(
        select(ReviewCause).where(ReviewCause.item_id.in_(ids)).order_by(ReviewCause.id)
    ):
        found[cause.item_id].causes.append(cause)
    records = _records(session, {card.author.id for card in found.values()})
    for card in found.values():
        card.record = records.get(card.author.id, Record())
    return [found[item_id] for item_id in ids if item_id in found]


def _cards(session: Session, ids: Sequence[int]) -> list[Card]:
    parent, shown, parent_author, holder = (
        aliased(Comment),
        aliased(Revision),
        aliased(Account),
        aliased(Account),
    )
    rows = session.execute(
        select(
            ReviewItem,
            Comment.status,
            Revision,
            Article,
            Account,
            holder.display_name,
            shown.html,
            parent_author.display_name,
        )
        .join(Comment, Comment.id == ReviewItem.comment_id)
        .join(Revision, Revision.id == ReviewItem.revision_id)
        .join(Article, Article.id == ReviewItem.article_id)
        .join(Account, Account.id == ReviewItem.author_id)
        .outerjoin(holder, holder.id == ReviewItem.claimed_by_id)
        .outerjoin(parent, parent.id == Comment.parent_id)
        .outerjoin(shown, shown.id == parent.shown_revision_id)
        .outerjoin(parent_author, parent_author.id == parent.author_id)
        .where(ReviewItem.id.in_(ids))
    ).all()
    return [Card(*row) for row in rows]


def _records(session: Session, author_ids: set[int]) -> dict[int, Record]:
    rows = session.execute(
        select(Comment.author_id, Comment.status, func.count())
        .where(
            Comment.author_id.in_(author_ids),
            Comment.status.in_([Status.PUBLISHED, Status.REJECTED]),
        )
        .group_by(Comment.author_id, Comment.status)
    ).all()
    counts: dict[int, dict[Status, int]] = {}
    for author_id, status, count in rows:
        counts.setdefault(author_id, {})[status] = count
    return {
        author_id: Record(
            by_status.get(Status.PUBLISHED, 0), by_status.get(Status.REJECTED, 0)
        )
        for author_id, by_status in counts.items()
    }


def last_decisions(session: Session, comment_ids: Sequence[int]) -> dict[int, Decision]:
    """Return the newest decision, not undone, of each comment that has one."""
    rows = session.scalars(
        select(Decision)
        .where(Decision.comment_id.in_(comment_ids), Decision.undone_at.is_(None))
        .order_by(Decision.id)
    )
    return {decision.comment_id: decision for decision in rows}


def _place(key: str) -> tuple[float, int]:
    """Return the rank and the item that a page's key names."""
    rank, _, item_id = key.rpartition("_")
    if not re.fullmatch(r"-?[0-9.]{1,25}(e[-+]?[0-9]{1,3})?", rank) or not (
        re.fullmatch(r"[0-9]{1,18}", item_id)
    ):
        raise InvalidError("There is no such page.", {"field": "after"})
    try:
        number = float(rank)
    except ValueError:
        number = math.inf
    if not math.isfinite(number):
        raise InvalidError("There is no such page.", {"field": "after"})
    return number, int(item_id)
