"""Groups waiting near-duplicates. The first one represents all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.orm import Session

from auth.core.models import Account
from moderation.discussion.models import Revision
from moderation.policy.rules import CauseKind
from moderation.review.items.differences import (
    Piece,
    bare,
    differences,
    may_turn_the_meaning,
)
from moderation.review.items.models import NearDuplicateBand, ReviewItem
from moderation.review.items.services import ranks
from moderation.review.items.text_similarity import (
    SIMILAR_ENOUGH,
    bands,
    shingles,
    similarity,
)

MOST_COMPARED = 20
# Every item asks this, so it is written once.
_CANDIDATES = (
    select(ReviewItem.id, Revision.plain_text)
    .join(NearDuplicateBand, NearDuplicateBand.item_id == ReviewItem.id)
    .join(Revision, Revision.id == ReviewItem.revision_id)
    .where(
        NearDuplicateBand.site_id == bindparam("site_id"),
        NearDuplicateBand.value.in_(bindparam("numbers", expanding=True)),
        ReviewItem.closed_at.is_(None),
        ReviewItem.id != bindparam("item_id"),
    )
    .group_by(ReviewItem.id, Revision.plain_text)
    .order_by(func.count().desc(), ReviewItem.id)
    .limit(MOST_COMPARED)
)
SHOWN = 50
"""The most near-duplicates that a card shows and one decision covers."""


@dataclass(frozen=True)
class NearDuplicate:
    """A waiting text that nearly repeats another one, which represents it."""

    item_id: int
    revision_id: int
    author: str
    text: str


@dataclass(frozen=True)
class DuplicateGroup:
    """Near-duplicates of one item that have the same words in the same order."""

    copies: list[NearDuplicate]
    pieces: list[Piece]
    """The differences from the item's own text; empty if the words are the same."""

    @property
    def is_ticked(self) -> bool:
        """Whether they are ticked by default."""
        return not may_turn_the_meaning(self.pieces)

    @property
    def value(self) -> str:
        """The item and revision of each, in the form that the page sends."""
        return ",".join(f"{each.item_id}-{each.revision_id}" for each in self.copies)


SINGLE = frozenset({CauseKind.APPEAL.value, CauseKind.NOTICE.value})
"""The causes of items that are decided singly."""


def join(session: Session, item: ReviewItem, revision: Revision) -> None:
    """Group *item* under the waiting item whose text it nearly repeats, if any.

    Blind items, appeals and notices are decided singly: they join no group and
    represent none.
    An item that was open before has to leave its group first.
    """
    words = (item.marks or "").split()
    if item.is_blind or not SINGLE.isdisjoint(words):
        return
    pieces = shingles(revision.plain_text)
    numbers = bands(pieces)
    if not numbers:
        return
    for lead_id, text in _candidates(session, item, numbers):
        if similarity(pieces, shingles(text)) < SIMILAR_ENOUGH:
            continue
        if lead_id < item.id:
            item.lead_id = lead_id
            session.flush()
            ranks.refresh(session, [lead_id])
            return
        _take_over(session, item, lead_id)
        break
    # New texts are compared only with representatives, so copies need no bands.
    session.execute(
        insert(NearDuplicateBand),
        [
            {"item_id": item.id, "site_id": item.site_id, "value": number}
            for number in numbers
        ],
    )


def _take_over(session: Session, item: ReviewItem, lead_id: int) -> None:
    """Make a reopened older item the representative of its group again.

    So an undo restores the group as it was before the decision.
    """
    session.execute(
        delete(NearDuplicateBand).where(NearDuplicateBand.item_id == lead_id)
    )
    session.execute(
        update(ReviewItem)
        .where((ReviewItem.lead_id == lead_id) | (ReviewItem.id == lead_id))
        .values(lead_id=item.id)
    )
    ranks.refresh(session, [item.id])


def leave(session: Session, item: ReviewItem) -> None:
    """Remove *item* from its group. The oldest represents the group if it did."""
    item.lead_id = None
    session.flush()
    heir = session.scalar(
        select(func.min(ReviewItem.id)).where(
            ReviewItem.lead_id == item.id, ReviewItem.closed_at.is_(None)
        )
    )
    if heir is None:
        session.execute(
            delete(NearDuplicateBand).where(NearDuplicateBand.item_id == item.id)
        )
        return
    session.execute(
        update(NearDuplicateBand)
        .where(NearDuplicateBand.item_id == item.id)
        .values(item_id=heir)
    )
    session.execute(
        update(ReviewItem).where(ReviewItem.id == heir).values(lead_id=None)
    )
    session.execute(
        update(ReviewItem).where(ReviewItem.lead_id == item.id).values(lead_id=heir)
    )
    ranks.refresh(session, [heir])


def under(session: Session, lead_id: int, *, item_ids: Sequence[int]) -> set[int]:
    """Return the *item_ids* that are open near-duplicates of an item."""
    return set(
        session.scalars(
            select(ReviewItem.id).where(
                ReviewItem.id.in_(item_ids),
                ReviewItem.lead_id == lead_id,
                ReviewItem.closed_at.is_(None),
            )
        )
    )


def alike(
    session: Session, texts: Mapping[int, str]
) -> dict[int, list[DuplicateGroup]]:
    """Return the near-duplicates of several items, with their differences.

    :param texts: the items that represent others, each with its own text.
    """
    groups: dict[int, dict[str, DuplicateGroup]] = {lead_id: {} for lead_id in texts}
    for lead_id, copy in _copies(session, list(texts)):
        pieces = differences(texts[lead_id], copy.text)
        said = " ".join(bare(copy.text))
        group = groups[lead_id].setdefault(said, DuplicateGroup([], pieces))
        group.copies.append(copy)
    return {
        lead_id: sorted(found.values(), key=lambda group: bool(group.pieces))
        for lead_id, found in groups.items()
    }


def _copies(
    session: Session, lead_ids: Sequence[int]
) -> list[tuple[int, NearDuplicate]]:
    """Return the first few open near-duplicates of each item, the oldest first."""
    place = func.row_number().over(
        partition_by=ReviewItem.lead_id, order_by=ReviewItem.id
    )
    numbered = (
        select(ReviewItem.id, place.label("place"))
        .where(ReviewItem.lead_id.in_(lead_ids), ReviewItem.closed_at.is_(None))
        .subquery()
    )
    rows = session.execute(
        select(
            ReviewItem.lead_id,
            ReviewItem.id,
            ReviewItem.revision_id,
            Account.display_name,
            Revision.plain_text,
        )
        .join(numbered, numbered.c.id == ReviewItem.id)
        .join(Account, Account.id == ReviewItem.author_id)
        .join(Revision, Revision.id == ReviewItem.revision_id)
        .where(numbered.c.place <= SHOWN)
        .order_by(ReviewItem.id)
    )
    return [(row[0] or 0, NearDuplicate(*row[1:])) for row in rows]


def _candidates(
    session: Session, item: ReviewItem, numbers: list[int]
) -> list[tuple[int, str]]:
    near = {"site_id": item.site_id, "numbers": numbers, "item_id": item.id}
    rows = session.execute(_CANDIDATES, near)
    return [(one, other) for one, other in rows]
