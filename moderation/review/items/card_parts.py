"""The parts of a card as plain values, because a page of the queue reads hundreds."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from moderation.review.items.rules import without_nobody


class CardItem(NamedTuple):
    """The columns of a review item that its card needs."""

    id: int
    comment_id: int
    revision_id: int
    author_id: int
    section: str | None
    language: str | None
    opened_at: datetime
    closed_at: datetime | None
    probability: float
    reach: int
    claimed_by_id: int | None
    claimed_until: datetime | None
    escalated_at: datetime | None
    escalated_by_id: int | None
    appealed_at: datetime | None
    noticed_at: datetime | None
    first_decider_id: int | None
    second_decider_id: int | None
    is_blind: bool

    @property
    def left_out(self) -> frozenset[int]:
        """The accounts that may not make the decision."""
        return without_nobody(
            self.author_id,
            self.escalated_by_id,
            self.first_decider_id,
            self.second_decider_id,
        )


class CardText(NamedTuple):
    """The columns of the revision that the item is about."""

    id: int
    text: str
    html: str
    plain_text: str


class CardArticle(NamedTuple):
    """The columns of its article."""

    id: int
    key: str
    headline: str


class CardAuthor(NamedTuple):
    """The columns of its author."""

    id: int
    display_name: str
